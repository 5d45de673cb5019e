import Model

/// One line of a recording: what one target of the interface answered, and when.
struct RecordedAnswer: Equatable {
    /// Whom the request was for.
    struct Target: Hashable {
        let ccId: Int
        let vdn: Int
    }

    /// What came of the request.
    enum Outcome: Equatable {
        /// The `resultDesc` of a good answer: the JSON text of an array of objects.
        case delivered(ArraySlice<UInt8>)
        /// A failing `resultCode` and the JSON text of what it said; a request without any answer is 0100001.
        case failed(resultCode: String, resultDesc: String)
    }

    /// Why a line is no recorded answer.
    struct BadLine: Error, Equatable {
        let reason: String
    }

    /// When it was complete.
    let timestamp: Timestamp
    let target: Target
    let outcome: Outcome

    /// Reads one line; the form is the one that `run` writes with `record:`.
    init(parsing line: ArraySlice<UInt8>) throws(BadLine) {
        var scanner = JSONScanner(line)
        let document: ArraySlice<UInt8>
        do {
            document = try scanner.document()
        } catch {
            throw BadLine(reason: "no JSON at byte \(error.offset + 1)")
        }
        guard let members = JSONScanner.members(of: document) else { throw BadLine(reason: "no JSON object") }
        func value(_ name: String) -> ArraySlice<UInt8>? { members.last { $0.name == name }?.value }

        guard
            let text = value("timestamp").flatMap(JSONScanner.text),
            let timestamp = Timestamp(rfc3339: text)
        else { throw BadLine(reason: "no valid timestamp") }
        guard let ccId = value("ccId").flatMap(JSONScanner.wholeNumber), InterfaceLimits.ccId.contains(ccId) else {
            throw BadLine(reason: "no valid ccId")
        }
        guard let vdn = value("vdn").flatMap(JSONScanner.wholeNumber), InterfaceLimits.vdn.contains(vdn) else {
            throw BadLine(reason: "no valid vdn")
        }
        self.timestamp = timestamp
        target = Target(ccId: ccId, vdn: vdn)
        outcome = try Self.outcome(
            error: value("error").flatMap { $0.elementsEqual("null".utf8) ? nil : $0 },
            resultCode: value("resultCode"),
            resultDesc: value("resultDesc")
        )
    }

    private static func outcome(
        error: ArraySlice<UInt8>?,
        resultCode: ArraySlice<UInt8>?,
        resultDesc: ArraySlice<UInt8>?
    ) throws(BadLine) -> Outcome {
        let code = resultCode.flatMap(JSONScanner.text)
        if let error {
            let failingCode = code.flatMap { $0 == ResultCode.success ? nil : $0 }
            return .failed(
                resultCode: failingCode ?? ResultCode.failed,
                resultDesc: String(decoding: error, as: UTF8.self)
            )
        }
        guard let code else { throw BadLine(reason: "no resultCode that is a string") }
        guard code == ResultCode.success else {
            let description = resultDesc.map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
            return .failed(resultCode: code, resultDesc: description)
        }
        guard
            let resultDesc, let elements = JSONScanner.elements(of: resultDesc),
            elements.allSatisfy({ $0.first == UInt8(ascii: "{") })
        else { throw BadLine(reason: "resultDesc is not an array of objects") }
        return .delivered(resultDesc)
    }
}
