import Alerting
import Model
import TestSupport
import Testing

/// What holds of every ladder, whatever happens to its incidents.
struct LadderPropertyTests {
    /// A run of some incidents over a few hours, with up to an hour of downtime in between.
    private static func play(seed: UInt64, restarts: Bool) throws -> LadderRun {
        var chance = SeededGenerator(seed: seed)
        let names = ["ana", "bo", "lead"]
        let steps = (0..<Int.random(in: 1...3, using: &chance)).map { _ in
            var targets: [EscalationPolicy.Target] = [.person(chance.pick(names))]
            if chance.chance(40) { targets.append(.schedule(chance.pick(["primary", "empty"]))) }
            if chance.chance(20) { targets.append(.receiver("room")) }
            return EscalationPolicy.Step(targets, wait: .seconds(Int64.random(in: 1...600, using: &chance)))
        }
        let policy = EscalationPolicy(
            name: "p",
            steps: steps,
            repeats: Int.random(in: 0...2, using: &chance),
            whenExhausted: chance.chance(50) ? "ops" : nil,
            acknowledgementTimeout: chance.chance(50) ? .minutes(Int64.random(in: 1...60, using: &chance)) : nil,
            reopenCauses: chance.chance(50) ? [.severityRise] : []
        )
        var run = LadderRun(LadderTests.directory([policy]))
        run.restarts = restarts
        var count: Int64 = 0
        for _ in 0..<40 {
            let pause = Int64.random(in: 0...400, using: &chance)
            if chance.chance(10) { try run.sleep(to: run.now + pause * 9) } else { try run.pass(to: run.now + pause) }
            let number = count == 0 ? 0 : Int64.random(in: 1...count, using: &chance)
            switch Int.random(in: 0..<6, using: &chance) {
            case _ where count == 0, 0, 1:
                count += 1
                try run.open(count, urgency: chance.pick([.high, .low]))
            case 2: try run.acknowledge(number, as: chance.pick(names))
            case 3: try run.act(number) { $0.note(.severityRise, urgency: .high, by: $1, at: $2) }
            case 4: try run.act(number) { incident, _, now in incident.escalate(as: nil, at: now) }
            default: if chance.chance(50) { try run.resolve(number) }
            }
        }
        try run.pass(to: run.now + 100_000)
        return run
    }

    /// One line of a run: what became of an incident, or a page.
    private enum Line {
        case happening(incident: String, text: String)
        case page(time: Int64, contact: String, incidents: [String])

        init?(_ text: String) {
            let words = text.split(separator: " ").map(String.init)
            guard words.count > 2, let time = Int64(words[0]) else { return nil }
            if words[1] == ">" {
                self = .page(time: time, contact: "\(words[2]) \(words[3])", incidents: Array(words[4...]))
            } else {
                self = .happening(incident: words[1], text: words[2...].joined(separator: " "))
            }
        }
    }

    @Test(arguments: Effort.blocks(short: 8, long: 100))
    func acknowledgedIncidentsNeverPageAndNoStepIsLeftOut(block: UInt64) throws {
        var pages = 0
        for seed in block * 10..<(block + 1) * 10 {
            let run = try Self.play(seed: seed, restarts: false)
            let stepCount = run.directory.policies["p"]?.steps.count ?? 0
            var acknowledged: Set<String> = []
            var steps: [String: Int] = [:]
            var lastPage: [String: Int64] = [:]
            for line in run.lines {
                switch try #require(Line(line)) {
                case .happening(let incident, let text):
                    if text.hasPrefix("acknowledged") {
                        acknowledged.insert(incident)
                    } else if ["resolved", "next step asked for"].contains(text) {
                        acknowledged.remove(incident)
                    } else if text.hasPrefix("back") || text == "the acknowledgement has ended" {
                        acknowledged.remove(incident)
                        steps[incident] = 0
                    } else if text.hasPrefix("step ") {
                        let next = steps[incident, default: 0] % stepCount + 1
                        #expect(text.split(separator: " ")[1] == "\(next)", "seed \(seed): \(line)")
                        steps[incident] = next
                        #expect(!acknowledged.contains(incident), "seed \(seed): \(line)")
                    }
                case .page(let time, let contact, let incidents):
                    pages += 1
                    #expect(acknowledged.isDisjoint(with: incidents), "seed \(seed): \(line)")
                    #expect(time - (lastPage[contact] ?? -30) >= 30, "seed \(seed): \(line)")
                    lastPage[contact] = time
                }
            }
            #expect(run.queue.nextDeadline(of: run.incidents.values) == nil, "seed \(seed): somebody was not told")
        }
        #expect(pages > 50)
    }

    @Test(arguments: Effort.blocks(short: 4, long: 50))
    func restartBetweenAnyTwoStepsChangesNothing(block: UInt64) throws {
        for seed in 1000 + block * 10..<1000 + (block + 1) * 10 {
            let plain = try Self.play(seed: seed, restarts: false)
            let restarted = try Self.play(seed: seed, restarts: true)
            #expect(restarted.lines == plain.lines, "seed \(seed)")
        }
    }
}
