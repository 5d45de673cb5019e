/// The samples of one counter, one for each step of a test, as `values` says them.
///
/// They are kept as runs: `0x1000000` takes no more room than `0`.
struct SampleSequence: Sendable, Equatable {
    /// What a poll brings of a counter.
    enum Sample: Sendable, Equatable {
        /// Nothing.
        case absent
        /// A number, which need not be one that a counter can have.
        case number(Double)
    }

    private struct Run: Equatable {
        var start: Int
        var first: Sample
        var increment: Double
    }

    /// How often one item may be repeated.
    static let maximumRepetitions = 1_000_000_000

    private var runs: [Run] = []
    /// The number of steps that it speaks of; behind them nothing is delivered.
    private(set) var count = 0

    /// The samples written as `text`: items between spaces, each `a`, `axn`, `a+bxn`, `a-bxn`, `_`, `_xn` or `stale`.
    ///
    /// As in promtool `n` counts the repetitions: `axn` is n+1 samples, `_xn` is n gaps.
    ///
    /// What is wrong is added to `mistakes`, one for each item.
    init(parsing text: String, mistakes: inout [NotationMistake]) {
        let scalars = Array(text.unicodeScalars)
        var offset = 0
        while offset < scalars.count {
            if scalars[offset].properties.isWhitespace {
                offset += 1
                continue
            }
            let end = scalars[offset...].firstIndex { $0.properties.isWhitespace } ?? scalars.count
            var item = ItemScanner(scalars[offset..<end])
            do throws(NotationMistake) {
                try append(&item)
            } catch {
                mistakes.append(error)
            }
            offset = end
        }
    }

    /// What the poll of that step brings.
    func sample(at step: Int) -> Sample {
        guard step < count else { return .absent }
        // The last run that begins at the step or before it.
        var (low, high) = (0, runs.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if runs[middle].start <= step { low = middle } else { high = middle }
        }
        let run = runs[low]
        guard case .number(let first) = run.first, run.increment != 0 else { return run.first }
        return .number(first + run.increment * Double(step - run.start))
    }

    private mutating func append(_ item: inout ItemScanner) throws(NotationMistake) {
        if item.takes("{") { throw item.mistake("histograms are no counters: write a number for each step") }
        if item.takes("_") {
            append(.absent, count: try item.repetitions() ?? 1)
        } else if item.takes("stale") {
            append(.absent, count: 1)
        } else {
            let first = try item.number("a number, `_` or `stale`")
            let increment = item.isAtSign ? try item.number("a number") : nil
            let repetitions = try item.repetitions()
            if increment != nil, repetitions == nil { throw item.mistake("expected `x` and how often to repeat") }
            append(.number(first), increment: increment ?? 0, count: (repetitions ?? 0) + 1)
        }
        guard item.isAtEnd else { throw item.mistake("this cannot stand behind a sample") }
    }

    private mutating func append(_ first: Sample, increment: Double = 0, count added: Int) {
        guard added > 0 else { return }
        runs.append(Run(start: count, first: first, increment: increment))
        count += added
    }

    /// Reads one item of the notation.
    private struct ItemScanner {
        private let scalars: ArraySlice<Unicode.Scalar>
        private var offset: Int

        init(_ scalars: ArraySlice<Unicode.Scalar>) {
            self.scalars = scalars
            offset = scalars.startIndex
        }

        private var next: Unicode.Scalar? { offset < scalars.endIndex ? scalars[offset] : nil }

        var isAtEnd: Bool { next == nil }
        var isAtSign: Bool { next == "+" || next == "-" }

        /// A mistake about what is left of the item.
        func mistake(_ message: String) -> NotationMistake {
            NotationMistake(message: message, offsets: offset..<scalars.endIndex)
        }

        mutating func takes(_ word: String) -> Bool {
            let wanted = word.unicodeScalars
            guard scalars[offset...].starts(with: wanted) else { return false }
            offset += wanted.count
            return true
        }

        mutating func number(_ wanted: String) throws(NotationMistake) -> Double {
            let start = offset
            if isAtSign { offset += 1 }
            let isWord = takes("Inf") || takes("inf") || takes("NaN") || takes("nan")
            if !isWord {
                skipDigits()
                if takes(".") { skipDigits() }
                if next == "e" || next == "E" {
                    offset += 1
                    if isAtSign { offset += 1 }
                    skipDigits()
                }
            }
            let text = String(String.UnicodeScalarView(scalars[start..<offset]))
            guard let number = Double(text) else {
                throw NotationMistake(message: "expected \(wanted)", offsets: start..<scalars.endIndex)
            }
            return number
        }

        /// The number behind `x`; nil when no `x` stands here.
        mutating func repetitions() throws(NotationMistake) -> Int? {
            guard takes("x") else { return nil }
            let start = offset
            skipDigits()
            let digits = String(String.UnicodeScalarView(scalars[start..<offset]))
            guard let count = Int(digits), count <= SampleSequence.maximumRepetitions else {
                let message =
                    digits.isEmpty ? "expected how often to repeat" : "repeated more than a thousand million times"
                throw NotationMistake(message: message, offsets: start..<scalars.endIndex)
            }
            return count
        }

        private mutating func skipDigits() {
            while let scalar = next, ("0"..."9").contains(scalar) { offset += 1 }
        }
    }
}
