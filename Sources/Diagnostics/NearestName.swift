/// The name among `names` that a person who wrote `word` most likely meant, or nil when none is near.
///
/// Near is an edit distance (insertions, deletions, substitutions, swaps of neighbours; letter case counts for
/// nothing) of at most a third of the word's length, and at least one. Among more than `most` names none is near: a file
/// may hold as many names as mistakes, and each with each would take hours.
package func nearestName(
    to word: String,
    among names: some Collection<String>,
    most: Int = 200
) -> String? {
    guard names.count <= most else { return nil }
    let letters = Array(word.lowercased().unicodeScalars)
    guard !letters.isEmpty, letters.count <= 100 else { return nil }
    let limit = max(1, letters.count / 3)
    var best: (name: String, distance: Int)?
    for name in names {
        let other = Array(name.lowercased().unicodeScalars)
        guard abs(other.count - letters.count) <= limit else { continue }
        let distance = editDistance(letters, other)
        guard distance <= limit, distance < letters.count else { continue }
        if let found = best, (found.distance, found.name) <= (distance, name) { continue }
        best = (name, distance)
    }
    return best?.name
}

/// The optimal string alignment distance of two words.
private func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    guard !left.isEmpty else { return right.count }
    guard !right.isEmpty else { return left.count }
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in 1...left.count {
        var current = [row]
        for column in 1...right.count {
            let substitution = last[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1)
            var cost = min(last[column] + 1, current[column - 1] + 1, substitution)
            let isSwap =
                row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1]
            if isSwap { cost = min(cost, beforeLast[column - 2] + 1) }
            current.append(cost)
        }
        (beforeLast, last) = (last, current)
    }
    return last[right.count]
}
