import Testing

/// A kind of input that can be made as large as one likes: a head, numbered pieces, and a tail.
struct GrowthFamily: Sendable, CustomTestStringConvertible {
    /// What reads the input.
    enum Door: Sendable {
        case rules
        case configuration
        case tests
        case expression
        case matcher
        case catalog
    }

    let name: String
    let door: Door
    let head: String
    let tail: String
    /// The longest input that is taken, in bytes.
    let largest: Int
    private let piece: @Sendable (Int) -> String
    /// What follows the pieces, for as much of the input: a text and pieces, which are told how many of the first there are.
    private let second: (middle: String, piece: @Sendable (_ number: Int, _ first: Int) -> String)?

    init(
        _ name: String,
        _ door: Door,
        _ head: String = "",
        _ tail: String = "",
        largest: Int = 4 << 20,
        second: (middle: String, piece: @Sendable (_ number: Int, _ first: Int) -> String)? = nil,
        _ piece: @escaping @Sendable (Int) -> String
    ) {
        self.name = name
        self.door = door
        self.head = head
        self.tail = tail
        self.largest = door == .expression ? min(largest, 65_536) : largest
        self.piece = piece
        self.second = second
    }

    var testDescription: String { name }

    /// An input of about `size` bytes.
    func input(_ size: Int) -> [UInt8] {
        var text = head
        var number = 0
        let end = second == nil ? size : size / 2
        while text.utf8.count + tail.utf8.count < end {
            text += piece(number)
            number += 1
        }
        if let second {
            let first = number
            text += second.middle
            while text.utf8.count + tail.utf8.count < size {
                text += second.piece(number - first, first)
                number += 1
            }
        }
        return Array((text + tail).utf8)
    }
}
