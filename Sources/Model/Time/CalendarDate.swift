/// A day of the proleptic Gregorian calendar.
package struct CalendarDate: Sendable, Hashable {
    /// The year, astronomically counted: 0 is the one before 1.
    package let year: Int64
    /// The month, from 1 to 12.
    package let month: Int64
    /// The day of the month, from 1.
    package let day: Int64

    /// That day, which must exist for what is computed from it to mean anything.
    package init(year: Int64, month: Int64, day: Int64) {
        self.year = year
        self.month = month
        self.day = day
    }

    // Eras of 400 years that begin on 1 March, so that a leap day ends a year.

    private static let daysInEra: Int64 = 146_097
    /// Days from 0000-03-01 to 1970-01-01.
    private static let epochDay: Int64 = 719_468

    /// The day that many days after 1970-01-01.
    package init(daysSinceEpoch days: Int64) {
        let (era, dayOfEra) = (days + Self.epochDay).dividedDown(by: Self.daysInEra)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    }

    /// How many days after 1970-01-01 it is.
    package var daysSinceEpoch: Int64 {
        let (era, yearOfEra) = (month <= 2 ? year - 1 : year).dividedDown(by: 400)
        let monthFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        return era * Self.daysInEra + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - Self.epochDay
    }

    /// The day of the week, from 0 for Sunday to 6 for Saturday.
    package var weekday: Int64 {
        // 1970-01-01 was a Thursday.
        (daysSinceEpoch + 4).dividedDown(by: 7).remainder
    }

    /// How many days its month has.
    package var daysInMonth: Int64 { Self.daysIn(month: month, of: year) }

    /// How many days a month has.
    package static func daysIn(month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Int64 {
    /// The quotient rounded down, and the remainder, which is never negative; `divisor` is above 0.
    func dividedDown(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
