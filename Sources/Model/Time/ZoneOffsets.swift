/// How far the clocks of a zone are before UTC's over a stretch of time: found once, for walks along many days.
package struct ZoneOffsets: Sendable {
    /// No place on earth was ever farther from UTC; a clock that shows a minute does so within this of UTC's.
    private static let farthest = TimeSpan.hours(26)

    /// Where each offset begins, and the offset; the first holds from before the stretch on.
    private let segments: [(start: Timestamp, offset: TimeSpan)]

    /// The offsets of `zone` from `start` to `end`, and for as long around as a clock can differ from UTC's.
    package init(_ zone: Zone, from start: Timestamp, until end: Timestamp) {
        let (first, last) = (start - Self.farthest, end + Self.farthest)
        var segments = [(start: first, offset: zone.offset(at: first))]
        var time = first
        while let next = zone.nextTransition(after: time), next <= last {
            segments.append((next, zone.offset(at: next)))
            time = next
        }
        self.segments = segments
    }

    /// The first instant at which the clocks show `wall`, or, where they skip it, the next minute that they do show.
    ///
    /// `wall` has to lie in the stretch.
    package func firstInstant(showing wall: WallTime) -> Timestamp {
        let utc = wall.asUTC
        for (index, segment) in segments.enumerated() {
            let instant = utc - segment.offset
            let isLast = index + 1 == segments.count
            if isLast || instant < segments[index + 1].start {
                // A clock put forward over the minute shows a later one from the start of the segment on.
                return index == 0 ? instant : max(instant, segment.start)
            }
        }
        return utc
    }
}

extension Zone {
    /// The first instant at which clocks of the zone show `wall`, or, where they skip it, the next minute that they do
    /// show.
    package func firstInstant(showing wall: WallTime) -> Timestamp {
        ZoneOffsets(self, from: wall.asUTC, until: wall.asUTC).firstInstant(showing: wall)
    }
}

extension WallTime {
    /// The instant at which a clock of UTC shows it.
    fileprivate var asUTC: Timestamp {
        Timestamp(milliseconds: 0) + .days(date.daysSinceEpoch) + .minutes(minute)
    }
}

extension WallTime: Comparable {
    package static func < (left: WallTime, right: WallTime) -> Bool {
        (left.date.daysSinceEpoch, left.minute) < (right.date.daysSinceEpoch, right.minute)
    }
}
