/// A sum of variables with factors, and a constant.
///
/// Evaluation works with doubles. ``error`` says how far from the sum its result can be, for variables up to their
/// usual magnitude; 0 while everything is a whole number that a double holds.
struct LinearForm: Sendable, Hashable {
    /// One variable with its factor, which is not 0.
    struct Term: Sendable, Hashable {
        var variable: Int
        var factor: Double
        /// The greatest magnitude that the variable has.
        var magnitude: Double
    }

    /// Whole numbers up to here are doubles.
    static let exactLimit = 9_007_199_254_740_992.0
    /// The part of a result that one rounding may change; the true one is half of it.
    static let rounding = 0x1p-52
    /// Longer sums are taken as a variable of their own.
    static let maximumTerms = 8

    /// In order of their variables.
    var terms: [Term]
    var constant: Double
    /// No intermediate result is greater.
    var magnitude: Double
    var error: Double
    /// Whether all variables, factors and the constant are whole numbers.
    var isWhole: Bool
    /// Whether all variables are.
    var hasWholeVariables: Bool

    /// A constant.
    init(_ constant: Double) {
        self.constant = constant
        terms = []
        magnitude = constant.magnitude
        error = 0
        isWhole = constant.isWholeNumber
        hasWholeVariables = true
    }

    /// A variable by itself.
    init(variable: Int, magnitude: Double, isWhole: Bool) {
        terms = [Term(variable: variable, factor: 1, magnitude: magnitude)]
        constant = 0
        self.magnitude = magnitude
        error = 0
        self.isWhole = isWhole
        hasWholeVariables = isWhole
    }

    /// The variable when the form is nothing else.
    var soleVariable: Int? {
        terms.count == 1 && terms[0].factor == 1 && constant == 0 && error == 0 ? terms[0].variable : nil
    }

    static prefix func - (form: LinearForm) -> LinearForm {
        var result = form
        result.constant = -form.constant
        for index in result.terms.indices { result.terms[index].factor = -result.terms[index].factor }
        return result
    }

    /// The sum; nil when it has too many terms.
    static func + (left: LinearForm, right: LinearForm) -> LinearForm? {
        var result = left
        result.terms = merged(left.terms, right.terms)
        guard result.terms.count <= maximumTerms else { return nil }
        result.constant = left.constant + right.constant
        result.isWhole = left.isWhole && right.isWhole
        result.hasWholeVariables = left.hasWholeVariables && right.hasWholeVariables
        result.magnitude = left.magnitude + right.magnitude
        return result.rounded(after: left.error + right.error)
    }

    /// The product with a number; nil for a number that leaves nothing of it, or too much.
    func times(_ factor: Double) -> LinearForm? {
        guard factor.isFinite, factor != 0 else { return nil }
        var result = self
        result.constant *= factor
        for index in result.terms.indices { result.terms[index].factor *= factor }
        result.isWhole = isWhole && factor.isWholeNumber
        result.magnitude *= factor.magnitude
        return result.rounded(after: error * factor.magnitude)
    }

    /// The form with the error of one more operation; nil when its numbers are too great to say anything.
    private func rounded(after before: Double) -> LinearForm? {
        guard magnitude.isFinite else { return nil }
        var result = self
        let isExact = isWhole && before == 0 && magnitude <= Self.exactLimit
        // Factors are rounded as well, which is as much again.
        result.error = isExact ? 0 : before + 2 * magnitude * Self.rounding
        return result
    }

    private static func merged(_ left: [Term], _ right: [Term]) -> [Term] {
        guard !left.isEmpty else { return right }
        guard !right.isEmpty else { return left }
        var result: [Term] = []
        result.reserveCapacity(left.count + right.count)
        var (first, second) = (0, 0)
        while first < left.count || second < right.count {
            if second == right.count || (first < left.count && left[first].variable < right[second].variable) {
                result.append(left[first])
                first += 1
            } else if first == left.count || right[second].variable < left[first].variable {
                result.append(right[second])
                second += 1
            } else {
                var term = left[first]
                term.factor += right[second].factor
                if term.factor != 0 { result.append(term) }
                first += 1
                second += 1
            }
        }
        return result
    }
}

extension Double {
    /// Whether it is a whole number.
    var isWholeNumber: Bool { rounded(.towardZero) == self }
}
