/// A linear inequality with whole factors: the sum of its terms is at least a number, or above it.
struct LinearRow: Sendable, Hashable {
    /// One variable with its factor, which is not 0.
    struct Term: Sendable, Hashable {
        var variable: Int
        var factor: Int64
    }

    /// In order of their variables.
    var terms: [Term]
    /// What the sum reaches.
    var least: Double
    /// Whether the sum is above ``least``, not equal to it.
    var isStrict: Bool
    /// Whether all its variables are whole numbers.
    var isWhole: Bool

    /// Factors and the multipliers of rows stay below this, so that their products fit.
    private static let maximumFactor: Int64 = 1 << 30

    /// `sum of terms >= least`.
    init(_ terms: [Term], least: Double, isStrict: Bool = false, isWhole: Bool) {
        self.terms = terms
        self.least = least
        self.isStrict = isStrict
        self.isWhole = isWhole
        reduce()
    }

    /// `form >= 0`, or `form > 0`, as far as evaluation's rounding leaves it true.
    ///
    /// Nil when the factors are no fractions of small numbers, or nothing is left to say.
    init?(_ form: LinearForm, isStrict: Bool) {
        guard !form.terms.isEmpty, let scale = Self.scale(of: form.terms) else { return nil }
        var slack = form.error * scale
        terms = form.terms.map { term in
            let scaled = term.factor * scale
            let whole = scaled.rounded()
            if form.error > 0 || scaled != whole {
                slack += ((scaled - whole).magnitude + whole.magnitude * LinearForm.rounding) * term.magnitude
            }
            return Term(variable: term.variable, factor: Int64(whole))
        }
        let bound = -form.constant * scale
        if scale != 1 { slack += bound.magnitude * LinearForm.rounding }
        guard slack.isFinite, bound.isFinite else { return nil }
        least = slack == 0 ? bound : (bound - slack).nextDown
        self.isStrict = isStrict && slack == 0
        isWhole = form.hasWholeVariables
        reduce()
    }

    /// Whether it says something false: 0 is never above 0.
    var isContradiction: Bool { terms.isEmpty && (least > 0 || (isStrict && least >= 0)) }

    /// The factor of a variable, 0 for one that is not in it.
    func factor(of variable: Int) -> Int64 { terms.first { $0.variable == variable }?.factor ?? 0 }

    /// What follows from this row and `other` about the rest when `variable`, of factors of opposite sign, is left
    /// out; nil when the numbers get too great.
    func eliminating(_ variable: Int, with other: LinearRow) -> LinearRow? {
        let (mine, theirs) = (other.factor(of: variable).magnitude, factor(of: variable).magnitude)
        let common = Self.greatestCommonDivisor(mine, theirs)
        let (own, others) = (Int64(mine / common), Int64(theirs / common))
        var result: [Term] = []
        var (first, second) = (0, 0)
        while first < terms.count || second < other.terms.count {
            let next = min(
                first < terms.count ? terms[first].variable : .max,
                second < other.terms.count ? other.terms[second].variable : .max
            )
            var factor: Int64 = 0
            if first < terms.count, terms[first].variable == next {
                factor += terms[first].factor * own
                first += 1
            }
            if second < other.terms.count, other.terms[second].variable == next {
                factor += other.terms[second].factor * others
                second += 1
            }
            if factor != 0 { result.append(Term(variable: next, factor: factor)) }
        }
        let sum = least * Double(own) + other.least * Double(others)
        guard sum.isFinite else { return nil }
        let isExact = [least, other.least, sum, least * Double(own), other.least * Double(others)]
            .allSatisfy { $0.isWholeNumber && $0.magnitude <= LinearForm.exactLimit }
        let isWhole = isWhole && other.isWhole
        // Products and sum are rounded: the bound gives way by more than that.
        let error = (least * Double(own)).magnitude + (other.least * Double(others)).magnitude
        let row = LinearRow(
            result,
            least: isExact ? sum : (sum - error * 2 * LinearForm.rounding).nextDown,
            isStrict: isExact && (isStrict || other.isStrict),
            isWhole: isWhole
        )
        return row.terms.allSatisfy { $0.factor.magnitude < Self.maximumFactor } ? row : nil
    }

    /// Divides by what all factors have in common; a sum of whole numbers reaches the next whole number.
    private mutating func reduce() {
        guard let first = terms.first else { return }
        let common = terms.reduce(first.factor.magnitude) { Self.greatestCommonDivisor($0, $1.factor.magnitude) }
        if common > 1 {
            for index in terms.indices { terms[index].factor /= Int64(common) }
            let quotient = least / Double(common)
            let isExact =
                quotient.isWholeNumber && quotient * Double(common) == least
                && least.magnitude <= LinearForm.exactLimit
            if !isExact { isStrict = false }
            least = isExact ? quotient : quotient.nextDown
        }
        if isWhole {
            least = isStrict ? least.rounded(.down) + 1 : least.rounded(.up)
            isStrict = false
        }
    }

    /// The least number that makes all factors whole, as far as doubles tell; nil when there is no small one.
    private static func scale(of terms: [LinearForm.Term]) -> Double? {
        let usual: [Double] = [1, 2, 4, 5, 10, 20, 50, 100, 1000, 60, 3600]
        // A quotient by a number is a factor of one over that number.
        let inverse = terms.map { (1 / $0.factor).magnitude.rounded() }.filter { $0 >= 1 && $0 <= 100_000 }
        return (usual + inverse).first { scale in
            terms.allSatisfy { term in
                let scaled = term.factor * scale
                let whole = scaled.rounded()
                return whole != 0 && whole.magnitude <= 1_000_000
                    && (scaled - whole).magnitude <= whole.magnitude * LinearForm.rounding * 2
            }
        }
    }

    private static func greatestCommonDivisor(_ first: UInt64, _ second: UInt64) -> UInt64 {
        var (first, second) = (first, second)
        while second != 0 { (first, second) = (second, first % second) }
        return max(first, 1)
    }
}
