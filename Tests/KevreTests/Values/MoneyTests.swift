import Kevre
import Testing

@Suite struct MoneyTests {
    @Test(
        "An amount is read as people and files write it",
        arguments: [
            ("12 500,50 €", 12_500_50), ("12.500,50 €", 12_500_50), ("12,500.50", 12_500_50),
            ("12500.5", 12_500_50), ("12500", 12_500_00),
            ("12\u{00A0}350\u{202F}000\u{00A0}€", 12_350_000_00),
            ("2 400 €", 2_400_00), ("12'500.50", 12_500_50), ("12’500", 12_500_00), ("5000 ,", 5_000_00),
            ("5000 ", 5_000_00), (" 0 ", 0), ("0,00", 0), (",50", 50), (".5", 50),
            ("1.250.000", 1_250_000_00),
            ("1,250,000", 1_250_000_00), ("1.250.000,75", 1_250_000_75), ("12500.000", 12_500_00),
            ("0,500", 50), ("12 500,0000", 12_500_00), ("12500,", 12_500_00), ("€ 100", 100_00),
            ("100 euros", 100_00), ("100 EUR", 100_00), ("-12,50", -12_50), ("− 12,50 €", -12_50),
            ("(12,50)", -12_50), ("+7", 7_00), ("11265.15", 11_265_15), ("\u{FEFF}3050.0", 3_050_00),
            ("000123", 123_00), ("100 000 000 000", 10_000_000_000_000),
        ])
    func reads(text: String, cents: Int) throws {
        #expect(try Money(parsing: text) == Money(cents: cents))
    }

    @Test(
        "What is not an amount is refused with its own reason",
        arguments: [
            ("", MoneyRefusal.missing), ("  ", .missing), ("1e9", .scientific("1e9")),
            ("1,5E+06", .scientific("1,5E+06")), ("12.500", .ambiguous("12.500")),
            ("12,500", .ambiguous("12,500")), ("12,505 ", .ambiguous("12,505")),
            ("1234,567", .tooPrecise("1234,567")), ("0,001", .tooPrecise("0,001")),
            ("12 500,123", .tooPrecise("12 500,123")), ("abc", .unreadable("abc")),
            ("12 50", .unreadable("12 50")),
            ("12.34.56", .unreadable("12.34.56")), ("12,34,56", .unreadable("12,34,56")),
            ("12..5", .unreadable("12..5")), ("1.234.567.89", .unreadable("1.234.567.89")),
            ("1.234,567.89", .unreadable("1.234,567.89")), ("12.500 000", .unreadable("12.500 000")),
            ("--5", .unreadable("--5")), ("5-", .unreadable("5-")), ("(5", .unreadable("(5")),
            ("5 €0", .unreadable("5 €0")), ("12 k€", .unreadable("12 k€")), ("=A1", .unreadable("=A1")),
            ("1 234 56", .unreadable("1 234 56")), ("-", .unreadable("-")), (",", .unreadable(",")),
            ("100 000 000 000,01", .tooLarge("100 000 000 000,01")),
            ("99999999999999999999999", .tooLarge("99999999999999999999999")),
        ])
    func refuses(text: String, reason: MoneyRefusal) {
        #expect(throws: reason) { try Money(parsing: text) }
    }

    @Test("A negative amount is refused where it makes no sense")
    func negative() throws {
        #expect(throws: MoneyRefusal.negative("-12")) { try Money(parsing: "-12", allowsNegative: false) }
        #expect(try Money(parsing: "-0", allowsNegative: false) == .zero)
    }

    @Test("An amount is shown with the no-break spaces of French typography")
    func shows() {
        #expect(Money(cents: 12_500_00).description == "12\u{202F}500,00\u{00A0}€")
        #expect(Money(cents: 12_500_00).short == "12\u{202F}500\u{00A0}€")
        #expect(Money(cents: 12_500_05).short == "12\u{202F}500,05\u{00A0}€")
        #expect(Money(cents: -7).description == "−0,07\u{00A0}€")
        #expect(Money(cents: 1_234_567_89).figures == "1\u{202F}234\u{202F}567,89")
        #expect(Money(cents: 123_45).decimal == "123.45")
        #expect(Money(cents: -5).decimal == "-0.05")
        #expect(Money(cents: 700).decimal == "7")
    }

    @Test("Whatever the amount, each way of writing it reads back to the same amount")
    func roundTrip() throws {
        var generator = SystemRandomNumberGenerator()
        for digits in 1...13 {
            let limit = (0..<digits).reduce(1) { power, _ in power * 10 }
            for _ in 0..<200 {
                let money = Money(cents: Int.random(in: -limit...limit, using: &generator))
                for text in [money.description, money.short, money.figures, money.decimal] {
                    #expect(try Money(parsing: text) == money)
                }
            }
        }
    }

    @Test("A sum is exact in any order, and a share never loses a cent of the whole")
    func sums() {
        for _ in 0..<200 {
            let parts = (0..<50).map { _ in Money(cents: Int.random(in: 0...10_000_000)) }
            #expect(parts.sum() == parts.shuffled().sum())
            #expect(parts.sum().cents == parts.map(\.cents).reduce(0, +))
            let whole = parts.sum()
            let rate = Int.random(in: 0...10_000)
            let off = whole.share(basisPoints: rate) + whole.share(basisPoints: 10_000 - rate) - whole
            #expect((0...1).contains(off.cents))
        }
        #expect(Money(cents: 1).share(basisPoints: 5_000) == Money(cents: 1))
        #expect(Money(euros: 50).basisPoints(of: Money(euros: 200)) == 2_500)
        #expect([Money]().sum() == .zero)
    }
}
