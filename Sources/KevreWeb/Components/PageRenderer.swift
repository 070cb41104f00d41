import Foundation
import Mustache

/// Turns a template or a component into a whole page.
///
/// Templates are `templates/<subject>/<page>.mustache`, called by the name `subject/page`. They get dictionaries
/// only: Mustache would mirror a struct, which costs four times as much.
public struct PageRenderer: Sendable {
    /// What can go wrong while a page is put together.
    public enum Failure: Error, Equatable {
        /// No such folder.
        case noTemplates(path: String)
        /// No template of that name.
        case unknownTemplate(String)
        /// The template can't be read; with its name, the line and what is wrong.
        case unreadable(String, line: Int, String)
    }

    /// Stylesheet, script, logo and fonts, by their addresses.
    public let assets: AssetTable
    private let directory: URL
    private let library: MustacheLibrary
    private let reloads: Bool
    private let frames = FrameMemory()

    /// Reads all templates and assets.
    ///
    /// - Parameters:
    ///   - directory: the `templates` folder.
    ///   - reloads: read the templates again for every page (`KEVRE_RELOAD_TEMPLATES=1`, while one works on them).
    ///   - fonts: the folder of Inter; a folder that isn't there leaves the pages in the system's own font.
    /// - Throws: ``Failure``, with the name and line of the template at fault.
    public init(
        directory: URL,
        reloads: Bool = ProcessInfo.processInfo.environment["KEVRE_RELOAD_TEMPLATES"] == "1",
        fonts: URL = URL(filePath: "/usr/share/fonts/opentype/inter")
    ) throws {
        self.directory = directory
        self.reloads = reloads
        library = try Self.readTemplates(in: directory)
        assets = try AssetTable(directory: directory.appending(path: "assets"), fonts: fonts)
    }

    /// A whole page from a template and its fields.
    ///
    /// - Throws: ``Failure/unknownTemplate(_:)``.
    public func render(_ template: String, layout: Layout, _ fields: [String: Any]) throws -> HTML {
        let library = try currentLibrary()
        guard let content = library.render(fields, withTemplate: template) else {
            throw Failure.unknownTemplate(template)
        }
        return try parts([HTML(trusted: content)], in: layout, from: library).joined()
    }

    /// A whole page from components alone.
    public func render(_ content: HTML, layout: Layout) throws -> HTML {
        try parts([content], layout: layout).joined()
    }

    /// A whole page from components that follow each other, in parts: they are put together where they are sent from.
    func parts(_ content: [HTML], layout: Layout) throws -> [HTML] {
        try parts(content, in: layout, from: currentLibrary())
    }

    private func parts(_ content: [HTML], in layout: Layout, from library: MustacheLibrary) throws -> [HTML] {
        if !reloads, let known = frames.recall(layout) {
            return known.page(layout.title, token: layout.token, content)
        }
        let frame = try surrounding(layout, from: library)
        if !reloads { frames.remember(frame, for: layout) }
        return frame.page(layout.title, token: layout.token, content)
    }

    /// The layout with gaps where title, token and content go.
    private func surrounding(_ layout: Layout, from library: MustacheLibrary) throws -> RenderedFrame {
        var fields = layout.with(token: RenderedFrame.tokenMark).fields
        let assets = reloads ? try self.assets.reloaded() : self.assets
        fields["title"] = RenderedFrame.titleMark
        fields["content"] = RenderedFrame.contentMark
        fields["asset_css"] = assets.address(of: "kevre.css")
        fields["asset_js"] = assets.address(of: "kevre.js")
        fields["asset_logo"] = assets.address(of: "logo.svg")
        guard let page = library.render(fields, withTemplate: layout.template) else {
            throw Failure.unknownTemplate(layout.template)
        }
        return RenderedFrame(page)
    }

    private func currentLibrary() throws -> MustacheLibrary {
        reloads ? try Self.readTemplates(in: directory) : library
    }

    private static func readTemplates(in directory: URL) throws -> MustacheLibrary {
        var isFolder = ObjCBool(false)
        guard
            FileManager.default.fileExists(atPath: directory.path, isDirectory: &isFolder), isFolder.boolValue,
            let files = FileManager.default.enumerator(atPath: directory.path)
        else { throw Failure.noTemplates(path: directory.path) }
        var library = MustacheLibrary()
        for case let file as String in files where file.hasSuffix(".mustache") {
            let name = String(file.dropLast(".mustache".count))
            let text = try String(contentsOf: directory.appending(path: file), encoding: .utf8)
            do {
                try library.register(text, named: name)
            } catch let error as MustacheTemplate.ParserError {
                throw Failure.unreadable(name, line: error.context.lineNumber, "\(error.error)")
            }
        }
        return library
    }
}
