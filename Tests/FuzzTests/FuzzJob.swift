// Full Foundation for files.
import Foundation
import TestSupport

/// The inputs of one seed for one target, looked at in a process of their own.
///
/// A trap ends that process, so each input is written to the scratch file before it is looked at: the parent finds the
/// one that did it there. A complaint does not end the process; it is written beside its input.
struct FuzzJob: Codable, Sendable {
    let targetName: String
    let seed: UInt64
    /// Where input and complaint are left.
    let folder: String
    /// Set when the input that ended the process is to be made smaller.
    var smaller: Smaller?

    /// How far making an input smaller has come.
    struct Smaller: Codable, Sendable {
        var chunk: Int
        var start: Int
    }

    var inputFile: URL { URL(filePath: folder).appending(path: "input") }
    var complaintFile: URL { URL(filePath: folder).appending(path: "complaint") }
    /// How far the process has come with making the input smaller.
    var smallerFile: URL { URL(filePath: folder).appending(path: "smaller") }
    /// What comes next when the input is being made smaller.
    var candidateFile: URL { URL(filePath: folder).appending(path: "candidate") }

    /// Looks at the inputs of the seed until one is complained of.
    func work() throws {
        let target = try target()
        let mutator = Mutator(words: target.words)
        var generator = SeededGenerator(seed: seed)
        var pool = try target.corpus()
        var known: Set<[String]> = []
        let inputs = Effort.isLong ? target.inputs : max(pool.count, target.inputs / 4)
        for number in 0..<inputs {
            let input: [UInt8] =
                if seed == 0, number < pool.count {
                    pool[number]
                } else if let made = target.made, pool.isEmpty || generator.chance(30) {
                    generator.chance(50)
                        ? made(&generator) : mutator.mutated(made(&generator), others: pool, &generator)
                } else {
                    mutator.mutated(generator.pick(pool), others: pool, &generator)
                }
            let verdict = try look(at: input, target)
            if let complaint = verdict.complaint {
                let small = try smallest(of: input, target) { $0.complaint != nil }
                try Data(small).write(to: inputFile)
                let last = target.run(small).complaint ?? complaint
                try Data(last.utf8).write(to: complaintFile)
                return
            }
            if known.insert(verdict.features).inserted, pool.count < 2000 { pool.append(input) }
        }
    }

    /// Tries smaller forms of the input that ended a process; one of them that does so too is the next to begin with.
    func makeSmaller(from state: Smaller) throws {
        // What crashes here is expected, and needs no picture of the stack.
        for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE] { signal(number, SIG_DFL) }
        let target = try target()
        let input = Array(try Data(contentsOf: inputFile))
        var state = state
        while state.chunk > 0 {
            while state.start < input.count {
                var candidate = input
                candidate.removeSubrange(state.start..<min(input.count, state.start + state.chunk))
                state.start += state.chunk
                try JSONEncoder().encode(state).write(to: smallerFile)
                try Data(candidate).write(to: candidateFile)
                limitTime(target.secondsPerInput)
                _ = target.run(candidate)
            }
            state = Smaller(chunk: state.chunk / 2, start: 0)
        }
    }

    private func target() throws -> FuzzTarget {
        guard let target = FuzzTarget.named(targetName) else { throw NoTarget(name: targetName) }
        return target
    }

    private func look(at input: [UInt8], _ target: FuzzTarget) throws -> FuzzTarget.Verdict {
        try Data(input).write(to: inputFile)
        limitTime(target.secondsPerInput)
        return target.run(input)
    }

    /// Ends the process with `SIGPROF` when it takes more processor time than that from now on.
    private func limitTime(_ seconds: Int) {
        var limit = itimerval(it_interval: timeval(), it_value: timeval(tv_sec: seconds, tv_usec: 0))
        setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &limit, nil)
    }

    /// The input with as much taken away as can be.
    private func smallest(
        of input: [UInt8],
        _ target: FuzzTarget,
        while isWanted: (FuzzTarget.Verdict) -> Bool
    ) throws -> [UInt8] {
        var input = input
        var chunk = max(1, input.count / 2)
        while chunk > 0 {
            var start = 0
            while start < input.count {
                var candidate = input
                candidate.removeSubrange(start..<min(input.count, start + chunk))
                if isWanted(try look(at: candidate, target)) { input = candidate } else { start += chunk }
            }
            chunk /= 2
        }
        return input
    }

    private struct NoTarget: Error {
        let name: String
    }
}
