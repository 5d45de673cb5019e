/// Who of those expected goes with whom of those found.
struct Pairing {
    /// For each of those expected the one found, if there is one.
    private(set) var partners: [Int?]
    /// For each of those found the one expected, if there is one.
    private(set) var holders: [Int?]

    /// As many pairs that fit as there can be (Kuhn's algorithm: whoever is left makes others change their partner).
    init(expected: Int, found: Int, fits: (_ expected: Int, _ found: Int) -> Bool) {
        let choices = (0..<expected).map { one in (0..<found).filter { fits(one, $0) } }
        partners = Array(repeating: nil, count: expected)
        holders = Array(repeating: nil, count: found)
        for one in 0..<expected { pair(one, choices) }
    }

    /// Finds a partner for one of those expected along a path on which each that is taken finds another.
    private mutating func pair(_ one: Int, _ choices: [[Int]]) {
        var reachedFrom: [Int: Int] = [:]
        var waiting = [one]
        while let current = waiting.popLast() {
            for choice in choices[current] where reachedFrom[choice] == nil {
                reachedFrom[choice] = current
                guard let holder = holders[choice] else {
                    rearrange(endingAt: choice, reachedFrom)
                    return
                }
                waiting.append(holder)
            }
        }
    }

    private mutating func rearrange(endingAt free: Int, _ reachedFrom: [Int: Int]) {
        var choice: Int? = free
        while let found = choice, let one = reachedFrom[found] {
            choice = partners[one]
            partners[one] = found
            holders[found] = one
        }
    }

    /// Pairs those that are left by how close they are, the closest first; those with closeness 0 stay alone.
    mutating func pairRest(closeness: (_ expected: Int, _ found: Int) -> Int) {
        let left = partners.indices.filter { partners[$0] == nil }
        let free = holders.indices.filter { holders[$0] == nil }
        let candidates = left.flatMap { one in free.map { (one, $0, closeness(one, $0)) } }
        // A stable order: equal ones in the order in which they were given.
        for (one, found, close) in candidates.sorted(by: { ($1.2, $0.0, $0.1) < ($0.2, $1.0, $1.1) })
        where close > 0 && partners[one] == nil && holders[found] == nil {
            partners[one] = found
            holders[found] = one
        }
    }
}
