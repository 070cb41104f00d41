import Foundation

@testable import Kevre

/// Bodies and addresses of requests.
enum Bodies {
    /// Cut anywhere, a body says the same.
    static func readParts(_ bytes: UnsafeBufferPointer<UInt8>) {
        let type = "multipart/form-data; boundary=limite"
        if let line = bytes.firstIndex(of: 0x0A) {
            // The header is the visitor's as well.
            _ = try? MultipartReader(contentType: String(decoding: bytes[..<line], as: UTF8.self))
        }
        func events(by step: Int) -> [MultipartReader.Event]? {
            do {
                var reader = try MultipartReader(contentType: type)
                var events: [MultipartReader.Event] = []
                for start in stride(from: 0, to: bytes.count, by: step) {
                    for event in try reader.feed(bytes[start..<min(start + step, bytes.count)]) {
                        if case .content(let more) = event, case .content(let held)? = events.last {
                            events[events.count - 1] = .content(held + more)
                        } else {
                            events.append(event)
                        }
                    }
                }
                try reader.finish()
                return events
            } catch {
                return nil
            }
        }
        let whole = events(by: max(bytes.count, 1))
        precondition(whole == events(by: 7))
    }

    private static let form = Form([
        Field("texte", "Texte", .text), Field("note", "Note", .longText), Field("mail", "Adresse", .email),
        Field("site", "Site", .website), Field("tel", "Téléphone", .phone), Field("n", "Nombre", .integer),
        Field("annee", "Année", .year), Field("montant", "Montant", .money), Field("part", "Part", .percent),
        Field("etp", "ETP", .hundredths), Field("jour", "Jour", .day), Field("quand", "Moment", .moment),
        Field("siren", "SIREN", .siren), Field("siret", "SIRET", .siret), Field("rna", "RNA", .rna),
        Field("iban", "IBAN", .iban), Field("bic", "BIC", .bic),
        Field("choix", "Choix", .choice([Choice("a", "A"), Choice("b", "B")])),
    ])

    /// A form or the query of an address, down to the typed values of every kind of field.
    static func readFields(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let pairs = FormText.pairs(bytes) else { return }
        let input = FormText.input(pairs)
        // Written back it reads the same.
        let again = FormText.pairs(Array(FormText.text(input).utf8)).map(FormText.input)
        precondition(again?.values == input.values)
        _ = form.read(input)
        for text in input.values.values.joined() {
            _ = Money(text)
            _ = Day(text)
            _ = ParisTime.moment(parsing: text)
            _ = Percentage.basisPoints(text)
            _ = PaymentPeriod.reading(text)
            _ = FrenchText.folded(text)
            _ = SourceText.clean(text)
            _ = AidFields.rate(text)
            _ = MarkupText.plain(text)
            for column in GrantField.listed.columns { _ = Cursor(text, on: column) }
        }
    }
}
