import Model

/// The samples that a program's windows go over, of one source.
///
/// Each poll puts one sample of every element behind the last; it can be taken back until the next poll comes. This is
/// the large part of what is known of a source: it is changed where it stands and never copied.
package struct History: Sendable {
    var folds: [FoldWindow]
    var occurrences: [OccurrenceWindow]
    var samples: [SampleRing]
    var previous: [PreviousSample]
    private let plan: WindowPlan
    /// How many rows there is room for, by grain.
    private var capacities: [Int]
    /// Whether the newest poll can be taken back.
    private var canTakeBack = false

    /// No samples, for the windows of `program`.
    package init(for program: Program) {
        plan = program.windows
        folds = plan.folds.map(FoldWindow.init)
        occurrences = plan.occurrences.map(OccurrenceWindow.init)
        samples = plan.samples.map(SampleRing.init)
        previous = plan.previous.map { _ in PreviousSample() }
        capacities = program.grains.map { _ in 0 }
    }

    /// Makes room for the samples of a poll.
    mutating func begin(_ elements: Elements) {
        canTakeBack = true
        for (grain, rows) in elements.rows.enumerated() {
            let needed = (rows.count + 63) / 64 * 64
            guard needed > capacities[grain] else { continue }
            // A source that grows code by code must not move all samples each time.
            capacities[grain] = capacities[grain] == 0 ? needed : (needed + needed / 8 + 63) / 64 * 64
        }
        for (index, window) in plan.folds.enumerated() {
            folds[index].begin(at: elements.time, capacity: capacities[window.grain])
        }
        for (index, window) in plan.occurrences.enumerated() {
            occurrences[index].begin(at: elements.time, capacity: capacities[window.grain])
        }
        for (index, window) in plan.samples.enumerated() {
            let rows = elements.rows[window.grain].count
            samples[index].begin(at: elements.time, rows: rows, capacity: capacities[window.grain])
        }
        for (index, grain) in plan.previous.enumerated() {
            previous[index].begin(capacity: capacities[grain])
        }
    }

    /// Takes back what the newest poll brought; a second time it does nothing before another poll.
    package mutating func takeBack() {
        guard canTakeBack else { return }
        canTakeBack = false
        for index in folds.indices { folds[index].takeBack() }
        for index in occurrences.indices { occurrences[index].takeBack() }
        for index in samples.indices { samples[index].takeBack() }
        for index in previous.indices { previous[index].takeBack() }
    }

    /// How many bytes its samples take.
    package var byteCount: Int {
        folds.reduce(0) { $0 + $1.byteCount } + occurrences.reduce(0) { $0 + $1.byteCount }
            + samples.reduce(0) { $0 + $1.byteCount }
    }
}
