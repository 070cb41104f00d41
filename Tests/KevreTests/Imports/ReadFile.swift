import Foundation
import Kevre
import Spreadsheet

/// A file read whole, for tests.
struct ReadGrants {
    var plan: ImportPlan<GrantField>
    var grants: [GrantLine] = []
    var issues: [LineIssue] = []
    var totals = ReadingTotals()

    init(path: String, map: [String] = []) throws {
        let source = try TableSource.open(path: path)
        plan = try ImportPlan<GrantField>.propose(
            for: source, fileName: URL(filePath: path).lastPathComponent)
        try plan.apply(map)
        try plan.checkRequiredFields()
        var (grants, issues) = ([GrantLine](), [LineIssue]())
        totals = try plan.read(source) { piece in
            switch piece {
            case .line(let grant): grants.append(grant)
            case .issue(let issue): issues.append(issue)
            case .progress, .correction: break
            }
        }
        self.grants = grants
        self.issues = issues
    }

    init(_ text: String, name: String = "fichier.csv", map: [String] = []) throws {
        let file = try TemporaryFile(name, text)
        try self.init(path: file.path, map: map)
    }

    func issues(_ severity: LineIssue.Severity) -> [LineIssue] { issues.filter { $0.severity == severity } }
}

/// The same for associations.
struct ReadAssociations {
    var plan: ImportPlan<AssociationField>
    var associations: [AssociationLine] = []
    var issues: [LineIssue] = []
    var totals = ReadingTotals()

    init(path: String, map: [String] = []) throws {
        let source = try TableSource.open(path: path)
        plan = try ImportPlan<AssociationField>.propose(
            for: source, fileName: URL(filePath: path).lastPathComponent)
        try plan.apply(map)
        try plan.checkRequiredFields()
        var (associations, issues) = ([AssociationLine](), [LineIssue]())
        totals = try plan.read(source) { piece in
            switch piece {
            case .line(let association): associations.append(association)
            case .issue(let issue): issues.append(issue)
            case .progress, .correction: break
            }
        }
        self.associations = associations
        self.issues = issues
    }

    init(_ text: String, name: String = "fichier.csv", map: [String] = []) throws {
        let file = try TemporaryFile(name, text)
        try self.init(path: file.path, map: map)
    }
}
