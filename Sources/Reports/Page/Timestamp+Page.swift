import Model

/// How the page writes an instant, always UTC.
enum TimeStyle {
    /// `2014-10-07 09:03:15`, with milliseconds where they are not 0.
    case full
    /// `2014-10-07 09:03`.
    case minute
    /// `09:03:15`, with milliseconds where they are not 0.
    case clock
    /// `09:03`.
    case clockMinute
    /// `Tue 2014-10-07`.
    case day
    /// `Tue 10-07`.
    case shortDay
}

extension Timestamp {
    /// The instant in that style.
    func text(_ style: TimeStyle) -> String {
        // `2014-10-07T09:03:15Z`; years of more digits or before 0 are longer in front.
        let parts = rfc3339.dropLast().split(separator: "T", maxSplits: 1)
        guard let date = parts.first, let clock = parts.last else { return rfc3339 }
        return switch style {
        case .full: "\(date) \(clock)"
        case .minute: "\(date) \(clock.prefix(5))"
        case .clock: String(clock)
        case .clockMinute: String(clock.prefix(5))
        case .day: "\(weekday) \(date)"
        case .shortDay: "\(weekday) \(date.suffix(5))"
        }
    }

    /// The day of the week, in three letters.
    private var weekday: String {
        // 1970-01-01 was a Thursday.
        let names = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let rest = Int(dayAndMillisecond.day % 7)
        return names[rest < 0 ? rest + 7 : rest]
    }
}

extension TimeWindow {
    /// A mark on a time axis.
    struct Tick {
        var time: Timestamp
        var label: String
    }

    private static let steps: [TimeSpan] =
        [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440, 2880, 10_080].map { .minutes($0) }

    /// The marks on an axis over the window, at most `limit`, at whole multiples of minutes, hours or days.
    ///
    /// Midnight is named by its date, except at the end of a day.
    func ticks(atMost limit: Int = 12) -> [Tick] {
        var step = Self.steps.first { length.milliseconds / $0.milliseconds < Int64(limit) } ?? .days(28)
        while length.milliseconds / step.milliseconds >= Int64(limit) { step = step * 2 }
        let isDaily = step >= .days(1)
        let (quotient, rest) = start.milliseconds.quotientAndRemainder(dividingBy: step.milliseconds)
        var time = Timestamp(milliseconds: quotient * step.milliseconds)
        if rest > 0 { time = time + step }
        var ticks: [Tick] = []
        while time <= end, ticks.count <= limit {
            ticks.append(Tick(time: time, label: label(of: time, isDate: isDaily)))
            time = time + step
        }
        return ticks
    }

    private func label(of time: Timestamp, isDate: Bool) -> String {
        guard !isDate, time.dayAndMillisecond.millisecond == 0, time > start else {
            return time.text(isDate ? .shortDay : .clockMinute)
        }
        return time == end && length <= .days(1) ? "24:00" : time.text(.shortDay)
    }
}
