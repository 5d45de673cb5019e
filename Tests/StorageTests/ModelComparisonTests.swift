import Alerting
import Model
import Storage
import TestSupport
import Testing

/// What a store is, said as plainly as possible.
private struct PlainStore {
    private var state: [StateEntry.Key: [UInt8]] = [:]
    private(set) var deliveries: [Delivery] = []
    private(set) var history: [HistoryEntry] = []
    private(set) var polls: [StoredPoll] = []

    mutating func apply(_ effect: Effect) {
        switch effect {
        case .put(let entry): state[entry.key] = entry.value
        case .remove(let key): state[key] = nil
        case .enqueue(let delivery): deliveries.append(delivery)
        case .settle(let delivery), .requeue(let delivery):
            deliveries = deliveries.map { $0.id == delivery.id ? delivery : $0 }
        case .record(let entry): history.append(entry)
        case .keep(let poll):
            polls.removeAll { $0.source == poll.source && $0.time == poll.time }
            polls.append(poll)
        case .forgetPolls(let source, let time): polls.removeAll { $0.source == source && $0.time < time }
        }
    }

    var entries: Set<StateEntry> { Set(state.map { StateEntry(key: $0.key, value: $0.value) }) }

    var pending: [Delivery] { deliveries.filter { $0.state == .pending } }

    private func heads(excluding lanes: Set<Delivery.Lane>) -> [Delivery] {
        pending.filter { row in
            !lanes.contains(row.lane) && !pending.contains { $0.lane == row.lane && $0.sequence < row.sequence }
        }
    }

    func due(at now: Timestamp, excluding lanes: Set<Delivery.Lane>, limit: Int) -> [Delivery] {
        let due = heads(excluding: lanes).filter { ($0.nextAttemptAt ?? .distantPast) <= now }
        let sorted = due.sorted {
            ($0.nextAttemptAt ?? .distantPast, $0.sequence) < ($1.nextAttemptAt ?? .distantPast, $1.sequence)
        }
        return Array(sorted.prefix(limit))
    }

    func nextDue(excluding lanes: Set<Delivery.Lane>) -> Timestamp? {
        heads(excluding: lanes).compactMap(\.nextAttemptAt).min()
    }

    mutating func prune(before time: Timestamp) {
        deliveries.removeAll { $0.settledAt.map { $0 < time } ?? false }
        history.removeAll { $0.at < time }
    }
}

struct ModelComparisonTests {
    private struct Scenario {
        var random: SeededGenerator
        var plain = PlainStore()
        var sequence: Int64 = 0

        mutating func number(_ range: Range<Int64>) -> Int64 { Int64.random(in: range, using: &random) }

        /// A commit that the engine could make, applied to the plain store.
        mutating func commit() -> [Effect] {
            (0..<number(1..<6)).map { _ in
                let effect = effect()
                plain.apply(effect)
                return effect
            }
        }

        private mutating func effect() -> Effect {
            let pending = plain.pending
            switch number(0..<10) {
            case 0, 1:
                return .put(.test("\(number(0..<5))", "\(number(0..<100))", kind: number(0..<2) == 0 ? .alert : .group))
            case 2:
                return .remove(.init(.alert, "\(number(0..<5))"))
            case 3, 4, 5:
                // Most sequences grow, some are put in out of order; none comes twice.
                sequence += 10
                let place = number(0..<8) == 0 ? max(1, sequence - 35 - Int64(plain.deliveries.count % 9)) : sequence
                let isTaken = plain.deliveries.contains { $0.sequence == place }
                return .enqueue(
                    .test(
                        isTaken ? sequence : place,
                        receiver: number(0..<2) == 0 ? "ops" : "duty",
                        recipient: number(0..<3) == 0 ? "a@example.com" : nil,
                        group: "{g=\"\(number(0..<3))\"}",
                        at: number(0..<50)
                    )
                )
            case 6, 7, 8:
                guard let row = pending.randomElement(using: &random) else { fallthrough }
                let now = number(0..<50)
                switch number(0..<3) {
                case 0: return .settle(row.settled(at: now))
                case 1: return .settle(row.settled(.dead, at: now))
                default: return .settle(row.retried(at: now, next: now + number(0..<50)))
                }
            default:
                let labels: Labels = ["vdn": "\(number(0..<9))"]
                return .record(
                    HistoryEntry(
                        at: .second(number(0..<50)),
                        kind: .transition,
                        fingerprint: Fingerprint(of: labels),
                        labels: labels,
                        text: "inactive -> pending"
                    )
                )
            }
        }

        /// Some of the lanes there are.
        mutating func lanes() -> Set<Delivery.Lane> {
            var lanes = Set(plain.pending.map(\.lane))
            let kept = lanes.filter { _ in number(0..<3) == 0 }
            lanes = kept
            return lanes
        }
    }

    @Test(arguments: 1...8)
    func theStoreIsWhatAPlainOneIs(seed: UInt64) throws {
        let folder = try TestFolder()
        var store = try AlertStore.open(at: folder.store)
        var scenario = Scenario(random: SeededGenerator(seed: seed))
        for step in 1...60 {
            try store.commit(scenario.commit())
            if step.isMultiple(of: 15) {
                let time = Timestamp.second(scenario.number(0..<50))
                scenario.plain.prune(before: time)
                while try store.prune(before: time, limit: 3) {}
            }
            try compare(store, &scenario, "seed \(seed), step \(step)")
            if step.isMultiple(of: 20) {
                try store.close()
                store = try AlertStore.open(at: folder.store)
                try compare(store, &scenario, "seed \(seed), step \(step), reopened")
            }
        }
    }

    private func compare(_ store: AlertStore, _ scenario: inout Scenario, _ place: Comment) throws {
        let plain = scenario.plain
        #expect(try Set(store.load()) == plain.entries, place)
        let newestFirst = plain.deliveries.sorted { $0.sequence > $1.sequence }
        #expect(try store.deliveries(limit: 1000) == newestFirst, place)
        #expect(try store.history(limit: 1000).map(\.entry) == plain.history.reversed(), place)
        let lanes = scenario.lanes()
        let now = Timestamp.second(scenario.number(0..<100))
        let limit = Int(scenario.number(0..<8))
        #expect(
            try store.due(at: now, excluding: lanes, limit: limit)
                == plain.due(at: now, excluding: lanes, limit: limit),
            place
        )
        #expect(try store.nextDue(excluding: lanes) == plain.nextDue(excluding: lanes), place)
        let backlog = Dictionary(grouping: plain.pending, by: \.receiver)
        #expect(try store.backlog().map(\.receiver) == backlog.keys.sorted(), place)
        for row in try store.backlog() {
            #expect(row.pending == backlog[row.receiver]?.count, place)
            #expect(row.oldest == backlog[row.receiver]?.map(\.createdAt).min(), place)
        }
    }
}
