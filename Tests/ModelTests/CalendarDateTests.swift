import Model
import Testing

struct CalendarDateTests {
    @Test(arguments: [
        (CalendarDate(year: 1970, month: 1, day: 1), 0, 4), (CalendarDate(year: 1969, month: 12, day: 31), -1, 3),
        (CalendarDate(year: 2000, month: 2, day: 29), 11_016, 2),
        (CalendarDate(year: 2026, month: 11, day: 22), 20_779, 0),
        (CalendarDate(year: 0, month: 3, day: 1), -719_468, 3),
    ])
    func daysAreCounted(date: CalendarDate, days: Int64, weekday: Int64) {
        #expect(date.daysSinceEpoch == days)
        #expect(CalendarDate(daysSinceEpoch: days) == date)
        #expect(date.weekday == weekday)
    }

    @Test func eachDayFollowsTheOneBefore() {
        var date = CalendarDate(year: 1895, month: 12, day: 31)
        for days in date.daysSinceEpoch + 1..<date.daysSinceEpoch + 80_000 {
            let next = CalendarDate(daysSinceEpoch: days)
            let isNewMonth = date.day == date.daysInMonth
            let isNewYear = isNewMonth && date.month == 12
            let year = date.year + (isNewYear ? 1 : 0)
            let month = isNewYear ? 1 : date.month + (isNewMonth ? 1 : 0)
            #expect(next == CalendarDate(year: year, month: month, day: isNewMonth ? 1 : date.day + 1))
            #expect(next.weekday == (date.weekday + 1) % 7)
            date = next
        }
    }

    @Test func leapYearsHaveAnotherDay() {
        let lengths = [2023, 2024, 1900, 2000].map { CalendarDate.daysIn(month: 2, of: $0) }
        #expect(lengths == [28, 29, 28, 29])
    }
}
