/// A path with `*`, `?` and `[...]` in it, which stand for any characters, any one, and one of these, but never for `/`.
struct Glob {
    /// The folders before the first part with a wildcard, empty for the working folder.
    let root: String
    /// The parts from there on.
    let segments: [Segment]

    /// The pattern that `path` is; nil for a path without wildcards.
    init?(_ path: String) {
        guard path.contains(where: { "*?[".contains($0) }) else { return nil }
        let parts = path.split(separator: "/").map(Segment.init)
        let plain = parts.prefix { !$0.hasWildcard }
        root = (path.hasPrefix("/") ? "/" : "") + plain.map(\.text).joined(separator: "/")
        segments = Array(parts.dropFirst(plain.count))
    }

    /// One part of a path.
    struct Segment {
        let text: String
        private let pieces: [Piece]

        private enum Piece {
            case anything
            case one
            case among([ClosedRange<Unicode.Scalar>], isNegated: Bool)
            case scalar(Unicode.Scalar)
        }

        init(_ text: Substring) {
            self.text = String(text)
            var pieces: [Piece] = []
            let scalars = Array(text.unicodeScalars)
            let lastBracket = scalars.lastIndex(of: "]") ?? -1
            var index = 0
            while index < scalars.count {
                switch scalars[index] {
                // Several in a row say no more than one.
                case "*": if case .anything = pieces.last {} else { pieces.append(.anything) }
                case "?": pieces.append(.one)
                case "[":
                    if lastBracket > index, let end = scalars[index...].firstIndex(of: "]"), end > index + 1 {
                        pieces.append(Self.set(scalars[(index + 1)..<end]))
                        index = end
                    } else {
                        pieces.append(.scalar("["))
                    }
                case let scalar: pieces.append(.scalar(scalar))
                }
                index += 1
            }
            self.pieces = pieces
        }

        var hasWildcard: Bool {
            pieces.contains { piece in
                if case .scalar = piece { false } else { true }
            }
        }

        /// Whether a file of that name is meant; a name that begins with a dot only by a pattern that does.
        func matches(_ name: String) -> Bool {
            if name.hasPrefix("."), !text.hasPrefix(".") { return false }
            let scalars = Array(name.unicodeScalars)
            // The places in the pattern that can be reached with what was read of the name.
            var reached = Set(closure(0))
            for scalar in scalars {
                var next: Set<Int> = []
                for place in reached where place < pieces.count {
                    switch pieces[place] {
                    case .anything: next.formUnion(closure(place))
                    case .one: next.formUnion(closure(place + 1))
                    case .among(let set, let isNegated) where set.contains(where: { $0.contains(scalar) }) != isNegated:
                        next.formUnion(closure(place + 1))
                    case .scalar(scalar): next.formUnion(closure(place + 1))
                    case .among, .scalar: break
                    }
                }
                reached = next
            }
            return reached.contains(pieces.count)
        }

        /// `place` and those behind it that need no character.
        private func closure(_ place: Int) -> [Int] {
            var places = [place]
            var place = place
            while place < pieces.count, case .anything = pieces[place] {
                place += 1
                places.append(place)
            }
            return places
        }

        /// `abc`, `a-z`, or with `!` or `^` in front any other.
        private static func set(_ scalars: ArraySlice<Unicode.Scalar>) -> Piece {
            let isNegated = scalars.first == "!" || scalars.first == "^"
            let members = Array(isNegated ? scalars.dropFirst() : scalars)
            var set: [ClosedRange<Unicode.Scalar>] = []
            var index = 0
            while index < members.count {
                if index + 2 < members.count, members[index + 1] == "-", members[index] <= members[index + 2] {
                    set.append(members[index]...members[index + 2])
                    index += 3
                } else {
                    set.append(members[index]...members[index])
                    index += 1
                }
            }
            return .among(set, isNegated: isNegated)
        }
    }
}
