/// An association as a file gives it, checked and put in order.
public struct AssociationLine: Hashable, Sendable {
    /// Line or row of the file, from 1.
    public var line: Int
    public var rna: RNA?
    public var siren: SIREN?
    public var siret: SIRET?
    public var name: String
    public var shortName: String?
    public var purpose: String?
    /// The family of the national register's nomenclature (three digits), when the file gives its codes.
    public var themeCode: String?
    /// The theme in words.
    public var theme: String?
    public var address: String?
    public var postcode: String?
    public var commune: String?
    public var communeCode: String?
    public var email: EmailAddress?
    public var phone: String?
    public var website: String?
    public var createdOn: Day?
    public var dissolvedOn: Day?
    public var memberCount: Int?
}
