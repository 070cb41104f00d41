import Kevre
import PostgreSQL

/// Two people changed the same fields of one record: what each wrote is shown, and the one who comes second settles.
struct FormConflict: Refusal {
    let stale: StaleVersion
    let merge: FormMerge
    /// What the form would show now, for the next attempt to be compared with.
    let now: FormInput

    var message: String { stale.message }
    var code: String { stale.code }
}

extension Visit {
    /// What the form showed when it was opened, to be carried by it (`FormPage.shown`): what was already sent along, or
    /// else what it shows now.
    func shown(_ input: FormInput) -> String { form[FormPage.shownName] ?? FormText.text(input) }

    /// Saves what was typed. When somebody changed the record meanwhile, fields that only one of the two changed are
    /// merged and saved.
    ///
    /// - Parameters:
    ///   - now: the form and what it would show now.
    ///   - save: saves an input on a version.
    /// - Throws: ``FormConflict`` when both changed the same field; ``StaleVersion`` when the form did not say what it
    ///   showed.
    func saving<T: Sendable>(
        now: @escaping @Sendable (Transaction) throws -> (Form, FormInput),
        _ save: @escaping @Sendable (FormInput, Int?, Transaction) throws -> T
    ) async throws -> T {
        let (typed, seen) = (form, version)
        do {
            return try await write { try save(typed, seen, $0) }
        } catch let stale as StaleVersion {
            guard let text = typed[FormPage.shownName], let pairs = FormText.pairs(text.utf8) else { throw stale }
            let (form, theirs) = try await read(now)
            let merge = FormMerge(form, base: FormText.input(pairs), mine: typed, theirs: theirs)
            guard merge.conflicts.isEmpty else { throw FormConflict(stale: stale, merge: merge, now: theirs) }
            return try await write { try save(merge.merged, stale.version, $0) }
        }
    }
}
