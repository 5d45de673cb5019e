import FoundationEssentials
import Model
import TestSupport
import Testing

@testable import Alerting

/// What the store holds of SLAs' counts, however large the numbers in it are.
struct ObjectiveRecordTests {
    /// An engine restored from a record in which every part of every window of access code 1 has these counts.
    private func restored(_ counts: SampleRing.Counts, at seconds: Int64 = 3600) throws -> EngineBench {
        var bench = try EngineBench(.of(slas: [.sla()]))
        bench.poll(0, [1: 0])
        let entry = try #require(bench.store.values.first { $0.key.kind == .objective })
        let objective = try #require(bench.engine.configuration.rules.rules.first?.objective)
        let record = try entry.decoded(as: ObjectiveRecord.self)
        var counted = try #require(record.counted(of: objective))
        for index in counted.elements.indices {
            counted.elements[index].counts.lastBad = counted.clock
            counted.elements[index].counts.burn = counted.elements[index].counts.burn.map { _ in
                (0...Int64(ObjectiveLedger.burnParts)).map { .init(age: $0, counts: counts) }
            }
            counted.elements[index].counts.budget = (0...Int64(ObjectiveLedger.budgetParts)).map {
                .init(age: $0, counts: counts)
            }
        }
        let full = StateEntry(.objective, entry.key.id, ObjectiveRecord(counted))
        try bench.crash(with: full)
        return bench
    }

    @Test(
        arguments: [
            SampleRing.Counts(bad: .max, known: .max, covered: .max),
            SampleRing.Counts(bad: 0, known: .max, covered: .max),
            SampleRing.Counts(bad: .max - 1, known: .max - 1, covered: .max - 1),
            SampleRing.Counts(bad: 1 << 31, known: .max, covered: 1 << 31),
        ]
    )
    func countsNearFourBillionSaturate(counts: SampleRing.Counts) throws {
        var bench = try restored(counts)
        let share = 1 - Double(counts.bad) / Double(counts.known)
        for step in Int64(1)...20 {
            bench.poll(step * 15, [1: step.isMultiple(of: 2) ? 50 : 0])
            let status = try #require(bench.engine.objectives.first)
            #expect(try (#require(status.goodShare) - share).magnitude < 1e-6)
            #expect(status.known <= status.window)
            #expect(status.burns.allSatisfy { $0.long.known <= $0.long.length && $0.short.known <= $0.short.length })
        }
        // What is stored of it can be read again.
        bench.poll(1000, [1: 0])
        try bench.crash()
        #expect(try (#require(bench.engine.objectives.first?.goodShare) - share).magnitude < 1e-6)
    }

    @Test func moreSamplesThanCanBeCountedAreRefused() throws {
        var bench = try EngineBench(.of(slas: [.sla()]))
        bench.poll(0, [1: 0])
        let entry = try #require(bench.store.values.first { $0.key.kind == .objective })
        var record = try entry.decoded(as: ObjectiveRecord.self)
        var writer = NumberWriter()
        writer.bytes.append(1)
        // The newest sample, no bad one; a window with one part, that with more samples than 32 bits hold.
        for number: UInt64 in [0, 0, 1, 0, UInt64(UInt32.max), 1, 0] { writer.write(number) }
        record.counts = .init(writer.bytes)
        let damaged = StateEntry(.objective, entry.key.id, record)
        let error = #expect(throws: StateError.self) { try bench.crash(with: damaged) }
        #expect(error?.entry == entry.key)
        #expect(error?.message == "its counts are not in a form that this version knows")
    }
}
