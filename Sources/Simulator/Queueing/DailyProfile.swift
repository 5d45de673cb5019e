/// The shape of a day: how much of its busiest rate something has at each time, the same every day.
package struct DailyProfile: Sendable, Equatable {
    /// The share at each full hour from 00:00; between the hours the share runs in a straight line.
    private let hourly: [Double]

    /// A day given by its 24 full hours, each share from 0 to 1.
    package init(hourly: [Double]) {
        precondition(hourly.count == 24 && hourly.allSatisfy { (0...1).contains($0) }, "24 shares from 0 to 1")
        self.hourly = hourly
    }

    /// The busiest rate all day long.
    package static let constant = DailyProfile(hourly: Array(repeating: 1, count: 24))

    /// A working day: next to nothing at night, the peak at ten, a second one in the afternoon, an evening tail.
    package static let workingDay = DailyProfile(
        hourly: [
            0.02, 0.01, 0.01, 0.01, 0.02, 0.04, 0.10, 0.35, 0.75, 0.95, 1.00, 0.97,
            0.85, 0.80, 0.88, 0.92, 0.85, 0.70, 0.50, 0.38, 0.25, 0.14, 0.07, 0.04,
        ]
    )

    /// The share at an instant, in milliseconds since the first day's 00:00.
    func share(at instant: Int64) -> Double {
        let hours = Double(instant % Milliseconds.perDay) / 3_600_000
        let hour = min(Int(hours), 23)
        let next = (hour + 1) % 24
        return hourly[hour] + (hourly[next] - hourly[hour]) * (hours - Double(hour))
    }
}
