import Model

/// What goes over several elements or several polls, made of the instructions for it.
extension ValueNumbering {
    /// No window has more samples and no group more members: what a sum of bounded numbers is bounded by.
    private static let mostSummands = 1e12

    // MARK: Groups

    /// A function of the numbers that each group's members have; the grain is the groups'.
    mutating func gather(_ function: Instruction.Gathered, _ value: NumberValue, link: Int) -> NumberValue {
        guard value.known != .empty else { return .unknown }
        let operand = number(.gather(function, value.operand, known: value.known, link: link))
        let known = plane(.finite(operand, within: .seen))
        return NumberValue(operand: operand, known: known, bound: .greatestFiniteMagnitude)
    }

    /// How many members satisfy a condition, known where it is known for one of them.
    mutating func count(_ truth: TruthValue, known: Plane, link: Int) -> NumberValue {
        guard known != .empty else { return .unknown }
        let isKnown = test(.above, tally(known, link: link), .constant(0), .seen).isTrue
        return NumberValue(operand: tally(truth.isTrue, link: link), known: isKnown, bound: Self.mostSummands)
    }

    /// Kleene's `or` over the members: `others` are the members at which the condition is not false.
    mutating func any(_ truth: TruthValue, others: Plane, link: Int) -> TruthValue {
        TruthValue(
            isTrue: test(.above, tally(truth.isTrue, link: link), .constant(0), .seen).isTrue,
            isFalse: test(.equal, tally(others, link: link), .constant(0), .seen).isTrue
        )
    }

    /// The members at which a condition is not false; the grain is the members'.
    mutating func membersWithout(_ bits: Plane) -> Plane {
        bits == .empty ? .members : plane(.logic(.without, .members, bits))
    }

    private mutating func tally(_ bits: Plane, link: Int) -> Operand {
        bits == .empty ? .constant(0) : number(.tally(bits, link: link))
    }

    /// The number of each row's group; the grain is the rows'.
    mutating func spread(_ value: NumberValue, link: Int) -> NumberValue {
        var result = value
        if case .register = value.operand { result.operand = number(.spread(value.operand, link: link)) }
        result.known = spread(value.known, link: link)
        return result
    }

    /// The truth of each row's group; the grain is the rows'.
    mutating func spread(_ truth: TruthValue, link: Int) -> TruthValue {
        TruthValue(isTrue: spread(truth.isTrue, link: link), isFalse: spread(truth.isFalse, link: link))
    }

    private mutating func spread(_ bits: Plane, link: Int) -> Plane {
        bits == .empty ? .empty : plane(.spreadPlane(bits, link: link))
    }

    // MARK: Windows

    /// The sum of a window's samples.
    mutating func sum(_ value: NumberValue, over span: TimeSpan) -> NumberValue {
        guard value.known != .empty else { return .unknown }
        let operand = number(.fold(.sum, value.operand, known: value.known, over: span))
        let known = covered(span, samples: value.known)
        let bound = value.bound * Self.mostSummands
        guard !bound.isFinite else { return NumberValue(operand: operand, known: known, bound: bound) }
        return NumberValue(
            operand: operand,
            known: plane(.finite(operand, within: known)),
            bound: .greatestFiniteMagnitude
        )
    }

    /// The mean of a window's samples.
    mutating func mean(_ value: NumberValue, over span: TimeSpan) -> NumberValue {
        guard value.known != .empty else { return .unknown }
        let sum = sum(value, over: span)
        let count = number(.occurrences(value.known, over: span))
        // A quotient of rounded numbers may be a little more than the greatest of them.
        let bound = min(value.bound * 2, .greatestFiniteMagnitude)
        return NumberValue(operand: binary(.divide, sum.operand, count), known: sum.known, bound: bound)
    }

    /// The least or greatest of a window's samples.
    mutating func extreme(_ fold: Instruction.Fold, _ value: NumberValue, over span: TimeSpan) -> NumberValue {
        guard value.known != .empty else { return .unknown }
        let operand = number(.fold(fold, value.operand, known: value.known, over: span))
        let known = plane(.finite(operand, within: plane(.covered(span))))
        return NumberValue(operand: operand, known: known, bound: value.bound)
    }

    /// Another function of a window's samples.
    mutating func sampled(_ function: Instruction.Sampled, _ value: NumberValue, over span: TimeSpan) -> NumberValue {
        guard value.known != .empty else { return .unknown }
        let operand = number(.sampled(function, value.operand, known: value.known, over: span))
        let known = plane(.finite(operand, within: plane(.covered(span))))
        return NumberValue(operand: operand, known: known, bound: .greatestFiniteMagnitude)
    }

    /// How many samples of a window satisfy a condition.
    mutating func count(_ truth: TruthValue, over span: TimeSpan) -> NumberValue {
        let samples = or(truth.isTrue, truth.isFalse)
        guard samples != .empty else { return .unknown }
        let operand: Operand =
            truth.isTrue == .empty ? .constant(0) : number(.occurrences(truth.isTrue, over: span))
        return NumberValue(operand: operand, known: covered(span, samples: samples), bound: Self.mostSummands)
    }

    /// The part of a window's samples that satisfies a condition, of those at which it is known.
    mutating func share(_ truth: TruthValue, over span: TimeSpan) -> NumberValue {
        var result = count(truth, over: span)
        guard result.known != .empty else { return .unknown }
        let samples = number(.occurrences(or(truth.isTrue, truth.isFalse), over: span))
        result.operand = binary(.divide, result.operand, samples)
        result.bound = 1
        return result
    }

    /// The number at the sample before this one.
    mutating func previous(_ value: NumberValue) -> NumberValue {
        guard value.known != .empty else { return .unknown }
        let operand = number(.previous(value.operand, known: value.known))
        // The element's first sample, also the first after a gap, is the one that nothing lies before.
        let known = plane(.finite(operand, within: plane(.covered(.milliseconds(1)))))
        return NumberValue(operand: operand, known: known, bound: value.bound)
    }

    /// The rows of which a window is covered and has one of `samples` at least.
    private mutating func covered(_ span: TimeSpan, samples: Plane) -> Plane {
        let count = number(.occurrences(samples, over: span))
        return test(.above, count, .constant(0), plane(.covered(span))).isTrue
    }
}
