/// Days counted as spreadsheets count them.
enum SerialDate {
    /// Days from 1970-01-01 to a day of the Gregorian calendar (H. Hinnant, *chrono-Compatible Low-Level Date
    /// Algorithms*, `days_from_civil`).
    static func unixDay(year: Int, month: Int, day: Int) -> Int {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The inverse (`civil_from_days`).
    static func date(unixDay: Int) -> SourceDate {
        let z = unixDay + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthPart = (5 * dayOfYear + 2) / 153
        let month = monthPart < 10 ? monthPart + 3 : monthPart - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return SourceDate(year: year, month: month, day: dayOfYear - (153 * monthPart + 2) / 5 + 1)
    }

    /// The serial number of a Unix day in the 1900 system, `nil` before 1900. Spreadsheets believe that
    /// 29 February 1900 existed (serial 60), so days before 1 March 1900 count one less.
    static func serial(unixDay: Int) -> Int? {
        let serial = unixDay + 25_569
        if serial >= 61 { return serial }
        return serial >= 2 ? serial - 1 : nil
    }

    /// The day of a serial number's whole part, `nil` outside 1900…9999.
    static func date(serial: Int, from1904: Bool) -> SourceDate? {
        guard serial >= 0, serial <= 2_958_465 else { return nil }
        if from1904 { return date(unixDay: serial - 24_107) }
        return date(unixDay: serial >= 60 ? serial - 25_569 : serial - 25_568)
    }
}
