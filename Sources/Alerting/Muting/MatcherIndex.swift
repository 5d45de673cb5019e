import Model

/// Lists of matchers, found by the labels that may satisfy them.
///
/// An element stands under one of its matchers for an exact value, the one with the fewest others beside it, so that
/// labels are tried against few: ten thousand silences of an access code each cost an alert what one costs.
struct MatcherIndex<Element: Hashable & Sendable>: Sendable {
    /// The elements by the label and value that they want.
    private var byValue: [String: [String: Set<Element>]] = [:]
    /// The elements that no exact value is wanted by.
    private var others: Set<Element> = []
    /// Where an element stands; nil for one of the others.
    private var places: [Element: Labels.Pair?] = [:]

    /// Adds an element that is not there.
    mutating func insert(_ element: Element, _ matchers: [Matcher]) {
        // An absent label counts as empty and is not found by its value.
        let exact = matchers.filter { $0.comparison == .equal && !$0.value.isEmpty }
        let place = exact.min { count(at: $0) < count(at: $1) }.map { Labels.Pair($0.name, $0.value) }
        places[element] = .some(place)
        if let place {
            byValue[place.name, default: [:]][place.value, default: []].insert(element)
        } else {
            others.insert(element)
        }
    }

    /// Takes an element out, if it is there.
    mutating func remove(_ element: Element) {
        guard let place = places.removeValue(forKey: element) else { return }
        guard let place else {
            others.remove(element)
            return
        }
        byValue[place.name]?[place.value]?.remove(element)
        if byValue[place.name]?[place.value]?.isEmpty == true { byValue[place.name]?[place.value] = nil }
        if byValue[place.name]?.isEmpty == true { byValue[place.name] = nil }
    }

    /// The elements whose matchers `labels` may satisfy, in no order.
    func candidates(for labels: Labels) -> [Element] {
        byValue.reduce(into: Array(others)) { found, entry in
            if let elements = labels[entry.key].flatMap({ entry.value[$0] }) { found += elements }
        }
    }

    private func count(at matcher: Matcher) -> Int { byValue[matcher.name]?[matcher.value]?.count ?? 0 }
}
