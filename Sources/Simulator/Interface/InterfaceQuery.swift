/// The body of a request: the call centre, the VDN and, where the interface takes them, access codes.
struct InterfaceQuery: Equatable {
    /// Why a body is refused; the interface answers so with `0100002`.
    struct InvalidParameter: Error, Equatable {
        let message: String
    }

    let ccId: Int
    let vdn: Int
    /// As asked for, each once; none where the interface takes none.
    let innoIds: [Int]

    /// Reads a body; `takesInnoIds` is whether this interface's page has that parameter.
    init(parsing body: [UInt8], takesInnoIds: Bool) throws(InvalidParameter) {
        var scanner = JSONScanner(body[...])
        let document: ArraySlice<UInt8>
        do {
            document = try scanner.document()
        } catch {
            throw InvalidParameter(message: "the body is not JSON: unexpected byte at offset \(error.offset)")
        }
        guard let members = JSONScanner.members(of: document) else {
            throw InvalidParameter(message: "the body is not a JSON object")
        }
        func value(_ name: String) throws(InvalidParameter) -> ArraySlice<UInt8> {
            guard let member = members.last(where: { $0.name == name }) else {
                throw InvalidParameter(message: "\(name) is missing")
            }
            return member.value
        }
        ccId = try Self.integer(value("ccId"), named: "ccId", in: InterfaceLimits.ccId)
        vdn = try Self.integer(value("vdn"), named: "vdn", in: InterfaceLimits.vdn)
        innoIds = takesInnoIds ? try Self.innoIds(value("innoIds")) : []
    }

    private static func innoIds(_ value: ArraySlice<UInt8>) throws(InvalidParameter) -> [Int] {
        guard let elements = JSONScanner.elements(of: value) else {
            throw InvalidParameter(message: "innoIds is not an array")
        }
        guard InterfaceLimits.innoIdsPerRequest.contains(elements.count) else {
            throw InvalidParameter(message: "innoIds has \(elements.count) entries, not 1 to 500")
        }
        var innoIds: [Int] = []
        var seen: Set<Int> = []
        for (index, element) in elements.enumerated() {
            let innoId = try integer(element, named: "innoIds[\(index)]", in: InterfaceLimits.innoId)
            if seen.insert(innoId).inserted { innoIds.append(innoId) }
        }
        return innoIds
    }

    private static func integer(
        _ value: ArraySlice<UInt8>,
        named name: String,
        in range: ClosedRange<Int>
    ) throws(InvalidParameter) -> Int {
        guard value.first != UInt8(ascii: "\""), let number = JSONScanner.wholeNumber(value) else {
            throw InvalidParameter(message: "\(name) is not an integer")
        }
        guard range.contains(number) else {
            throw InvalidParameter(message: "\(name) is \(number), not \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
