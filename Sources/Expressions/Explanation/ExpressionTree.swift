package import Model

/// A part of a condition with what it comes to for one element at one poll, and the parts that it is made of.
package struct ExpressionTree: Sendable, Hashable {
    /// What a part is; the raw value is its word in JSON.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// All of its operands must hold.
        case and
        /// One of its operands must hold.
        case or
        /// Its operand must not hold.
        case not
        /// Two numbers against each other.
        case comparison
        /// Numbers joined by `+` and `-`, or by `*` and `/`.
        case arithmetic
        /// A number with the other sign.
        case negation
        /// `abs`, `min` or `max` of values.
        case function
        /// A function over the members of a group: `by`.
        case group
        /// A function over the samples of a window: `over`.
        case window
        /// The value at the sample before this one.
        case previous
        /// The name of an expression of the rule's group.
        case definition = "let"
        /// A counter of the contact centre.
        case counter
        /// A number, duration or percent as it was written.
        case literal
    }

    /// What a part comes to.
    package enum Value: Sendable, Hashable {
        /// A condition's truth, nil when unknown.
        case truth(Bool?)
        /// A number, nil when unknown; a ratio is printed in percent.
        case number(Double?, unit: MeasureUnit, isRatio: Bool)
    }

    /// How far the window of a function is covered, and what it holds.
    package struct Window: Sendable, Hashable {
        /// The length behind `over`.
        package let span: TimeSpan
        /// Since when the element has been seen without a gap; nil for one never seen, and for a covered window, of
        /// which that is not kept.
        package let firstSeen: Timestamp?
        /// Whether the element has been seen for as long as the window is.
        package let isCovered: Bool
        /// How many samples of the element the window has; nil while it is not covered.
        package let samples: Int?
        /// At how many of them what the function goes over is known.
        package let known: Int?

        /// From when on the window is covered, if the element goes on being seen; nil once it is.
        package var coveredFrom: Timestamp? { isCovered ? nil : firstSeen.map { $0 + span } }
    }

    /// What a function over a group goes over.
    package struct Members: Sendable, Hashable {
        /// One member with what the function's argument is for it.
        package struct Member: Sendable, Hashable {
            /// Its labels.
            package let labels: Labels
            /// The argument.
            package let tree: ExpressionTree
        }

        /// How many members the group has.
        package let count: Int
        /// For how many of them the argument is known.
        package let known: Int
        /// The members with the greatest values, or those at which the condition holds, first; not all of a large group.
        package let listed: [Member]
    }

    /// The part as it was written, white space made one space.
    package let text: String
    /// What it is.
    package let kind: Kind
    /// What it comes to.
    package let value: Value
    /// Why that is unknown; nil when it is known, and when its operands say why.
    package let cause: UnknownCause?
    /// Of a function over a window: the window.
    package let window: Window?
    /// Of a function over a group: its members, which stand for operands.
    package let members: Members?
    /// What it is made of, in reading order.
    package let operands: [ExpressionTree]
    /// Whether it is made of more than is shown: a `let` that was shown before, or one part too many.
    package let isCut: Bool
    /// Whether its number is shown with all its digits: without them it looks like what it is compared with, and is not.
    package var isExact = false
}

extension ExpressionTree {
    /// Whether it is unknown.
    package var isUnknown: Bool {
        switch value {
        case .truth(let truth): truth == nil
        case .number(let number, _, _): number == nil
        }
    }

    /// Two sides of a comparison, with all their digits where they would look alike and differ.
    static func toldApart(_ sides: [ExpressionTree]) -> [ExpressionTree] {
        guard sides.count == 2, case .number(let one?, let unit, let isRatio) = sides[0].value,
            case .number(let other?, let otherUnit, let isOtherRatio) = sides[1].value, one != other
        else { return sides }
        // A bare number takes the unit of the other side.
        let isAlike = [(unit, isRatio), (otherUnit, isOtherRatio)].contains { unit, isRatio in
            NumberNotation.text(one, unit: unit, isRatio: isRatio)
                == NumberNotation.text(other, unit: unit, isRatio: isRatio)
        }
        guard isAlike else { return sides }
        return sides.map { side in
            var side = side
            side.isExact = true
            return side
        }
    }

    /// Its truth, if it is a condition and known.
    package var truth: Bool? {
        if case .truth(let truth) = value { truth } else { nil }
    }

    /// What it comes to, for people: `true`, `21 calls`, `2m 5s`, `12.5%`, `unknown`.
    package var valueText: String {
        switch value {
        case .truth(let truth): return truth.map { $0 ? "true" : "false" } ?? "unknown"
        case .number(let number, let unit, let isRatio):
            let text =
                isExact
                ? NumberNotation.exact(number, unit: unit, isRatio: isRatio)
                : NumberNotation.text(number, unit: unit, isRatio: isRatio)
            if number == nil || unit == .plain || unit == .seconds { return text }
            return unit == .calls && text == "1" ? "1 call" : "\(text) \(unit)"
        }
    }
}

/// Why a part of a condition is unknown at a poll.
package enum UnknownCause: Sendable, Hashable {
    /// The poll failed as a whole.
    case pollFailed
    /// The poll did not bring the element, which was last seen then; nil for never.
    case notSeen(lastSeen: Timestamp?)
    /// The answer had no such counter, or something that is no counter.
    case notDelivered
    /// A divisor is 0.
    case divisionByZero
    /// The result is too large for a number.
    case notFinite
    /// The element was first seen, or first after a gap, less than the window's length ago.
    case windowNotCovered
    /// What the window's function goes over is unknown at every sample.
    case noKnownSample
    /// A line needs two known samples.
    case oneKnownSample
    /// What the group's function goes over is unknown for every member.
    case noKnownMember
    /// What is known of the members does not decide.
    case membersUnknown
    /// This is the element's first sample, or the first after a gap.
    case noSampleBefore
    /// It was unknown at the sample before this one.
    case unknownBefore
}
