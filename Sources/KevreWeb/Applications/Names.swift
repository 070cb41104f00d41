import Kevre

/// In this module an application is a file of the domain; the framework's own is `Hummingbird.Application`.
typealias Application = Kevre.Application
