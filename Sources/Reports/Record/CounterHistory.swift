import Model

/// The counters of a recording, as fine as a chart can show them.
///
/// Time is cut into at most ``columnLimit`` columns of equal width, each with the least and the greatest value that a
/// counter had in it; when the recording grows out of them, two become one. So a week takes as much memory as an hour.
/// At most ``seriesLimit`` series are kept, those with alerts before others.
struct CounterHistory: Sendable {
    /// The values of one counter in a column.
    struct Extent: Sendable, Hashable {
        var low: Float
        var high: Float

        /// The values of both columns.
        func joined(with other: Extent) -> Extent {
            Extent(low: Swift.min(low, other.low), high: Swift.max(high, other.high))
        }
    }

    /// One series' columns.
    fileprivate struct Track: Sendable {
        var code: AccessCode
        /// Whether it has an alert; if not, it gives way to one that has.
        var isKept: Bool
        /// For each counter its columns, up to the last that has a value.
        var columns: [[Extent?]]
    }

    /// How many columns there are at most.
    static let columnLimit = 4096
    /// How many series are kept at most.
    static let seriesLimit = 500
    private static let firstWidth = TimeSpan.seconds(1)

    /// The counters that are kept.
    let metrics: [Metric]
    private let columnLimit: Int
    private let seriesLimit: Int
    private var tracks: [Track] = []
    private var places: [AccessCode: Int] = [:]
    private var start: Timestamp?
    private var width = Self.firstWidth
    /// The rows of the last poll with the tracks they belong to: recordings list the same codes at each poll.
    private var rows: (series: [AccessCode], tracks: [Int?]) = ([], [])

    /// Nothing was recorded of `metrics` yet.
    init(
        _ metrics: [Metric],
        columnLimit: Int = Self.columnLimit,
        seriesLimit: Int = Self.seriesLimit
    ) {
        precondition(columnLimit >= 2 && seriesLimit >= 1, "\(columnLimit) columns of \(seriesLimit) series")
        self.metrics = metrics
        self.columnLimit = columnLimit
        self.seriesLimit = seriesLimit
    }

    // MARK: Recording

    /// Adds what a poll delivered; no poll is earlier than the one before.
    mutating func note(_ poll: Poll) {
        guard case .snapshot(let snapshot) = poll.result else { return }
        let column = column(for: poll.time)
        if rows.series != snapshot.series { assignRows(snapshot.series) }
        for (row, track) in rows.tracks.enumerated() {
            guard let track else { continue }
            for (place, metric) in metrics.enumerated() {
                guard let value = snapshot.value(metric, at: row) else { continue }
                tracks[track].note(Float(value), counter: place, column: column)
            }
        }
    }

    /// Keeps a series that has an alert, from now on if there was no room before.
    mutating func keep(_ code: AccessCode) {
        if let place = places[code] {
            tracks[place].isKept = true
            return
        }
        if tracks.count < seriesLimit {
            add(code, isKept: true)
        } else if let place = tracks.firstIndex(where: { !$0.isKept }) {
            places[tracks[place].code] = nil
            tracks[place] = Track(code: code, isKept: true, columns: metrics.map { _ in [] })
            places[code] = place
            rows = ([], [])
        }
    }

    private mutating func assignRows(_ series: [AccessCode]) {
        for code in series where tracks.count < seriesLimit && places[code] == nil { add(code, isKept: false) }
        rows = (series, series.map { places[$0] })
    }

    private mutating func add(_ code: AccessCode, isKept: Bool) {
        places[code] = tracks.count
        tracks.append(Track(code: code, isKept: isKept, columns: metrics.map { _ in [] }))
        rows = ([], [])
    }

    /// The column of `time`, after two columns have become one as often as it takes.
    private mutating func column(for time: Timestamp) -> Int {
        let start = start ?? time
        self.start = start
        let offset = max(0, (time - start).milliseconds)
        while offset / width.milliseconds >= Int64(columnLimit) {
            width = width * 2
            for index in tracks.indices { tracks[index].halve() }
        }
        return Int(offset / width.milliseconds)
    }

    // MARK: Reading

    /// Whether anything is known of a series.
    func has(_ code: AccessCode) -> Bool { places[code] != nil }

    /// How many columns of a chart show all that is known of `window`, at most `limit`.
    func columnCount(in window: TimeWindow, atMost limit: Int) -> Int {
        Int(min(Int64(limit), max(1, window.length.milliseconds / width.milliseconds)))
    }

    /// The values of a counter in `count` columns of equal width over `window`; nil where none is known.
    ///
    /// A value holds until the next one, for as long as `staleness`.
    func extents(
        of metric: Metric,
        _ code: AccessCode,
        in window: TimeWindow,
        columns count: Int,
        staleness: TimeSpan
    ) -> [Extent?] {
        var result = [Extent?](repeating: nil, count: count)
        guard let start, let track = places[code], let place = metrics.firstIndex(of: metric), window.length > .zero
        else { return result }
        let known = tracks[track].columns[place]
        for (index, extent) in known.enumerated() {
            guard let extent else { continue }
            let from = start + width * Int64(index)
            guard from < window.end, from + width > window.start else { continue }
            let first = min(max(0, window.place(of: from, in: count)), count - 1)
            let last = min(max(first, window.place(of: from + width, in: count) - 1), count - 1)
            for column in first...last {
                result[column] = result[column]?.joined(with: extent) ?? extent
            }
        }
        fillGaps(&result, shorterThan: staleness, in: window)
        return result
    }

    private func fillGaps(_ columns: inout [Extent?], shorterThan staleness: TimeSpan, in window: TimeWindow) {
        let columnWidth = max(1, window.length.milliseconds / Int64(columns.count))
        let reach = max(1, staleness.milliseconds / columnWidth)
        var last: (column: Int, extent: Extent)?
        for column in columns.indices {
            if let extent = columns[column] {
                if let before = last, Int64(column - before.column) <= reach {
                    for gap in before.column + 1..<column { columns[gap] = before.extent }
                }
                last = (column, extent)
            }
        }
    }
}

extension CounterHistory.Track {
    fileprivate mutating func note(_ value: Float, counter: Int, column: Int) {
        let missing = column + 1 - columns[counter].count
        if missing > 0 { columns[counter].append(contentsOf: repeatElement(nil, count: missing)) }
        let sample = CounterHistory.Extent(low: value, high: value)
        columns[counter][column] = columns[counter][column]?.joined(with: sample) ?? sample
    }

    /// Makes one column of two.
    fileprivate mutating func halve() {
        for counter in columns.indices {
            let fine = columns[counter]
            columns[counter] = stride(from: 0, to: fine.count, by: 2).map { index in
                guard index + 1 < fine.count, let second = fine[index + 1] else { return fine[index] }
                return fine[index]?.joined(with: second) ?? second
            }
        }
    }
}
