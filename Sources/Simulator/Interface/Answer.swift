import JSON

/// One answer of the interface: its `resultCode`, and what its `resultDesc` holds.
struct Answer: Equatable {
    /// What `resultDesc` holds.
    enum Payload: Equatable {
        /// An array with one object for each access code.
        case rows([AnswerRow])
        /// Something else, a message as a rule, as JSON text.
        case text(json: String)
    }

    var resultCode: String
    var payload: Payload

    /// The good answer.
    static func success(_ rows: [AnswerRow]) -> Answer {
        Answer(resultCode: ResultCode.success, payload: .rows(rows))
    }

    /// A failure with its message.
    static func failure(_ resultCode: String, _ message: String) -> Answer {
        var writer = JSONWriter()
        writer.string(message)
        return Answer(resultCode: resultCode, payload: .text(json: writer.text))
    }

    /// The answer's body.
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("resultCode", resultCode)
            writer.member("resultDesc") { writer in
                switch payload {
                case .rows(let rows):
                    writer.array { writer in
                        for row in rows { row.write(to: &writer) }
                    }
                case .text(let json):
                    writer.raw(json)
                }
            }
        }
        return writer.bytes
    }
}

/// One object of an answer: its members in their order, their values as JSON text.
struct AnswerRow: Equatable {
    /// One member of the object.
    struct Member: Equatable {
        let name: String
        var json: String
    }

    /// Whom the row is about.
    let innoId: Int
    var members: [Member]

    /// A row of the model.
    init(innoId: Int, counters: CallCounters) {
        self.innoId = innoId
        members = [
            Member(name: "innoId", json: String(innoId)),
            Member(name: "allCallCount", json: String(counters.allCallCount)),
            Member(name: "ivrCallCount", json: String(counters.ivrCallCount)),
            Member(name: "agentCallCount", json: String(counters.agentCallCount)),
            Member(name: "queueCallCount", json: String(counters.queueCallCount)),
            Member(name: "longestWaitTime", json: String(counters.longestWaitTime)),
        ]
    }

    /// A recorded object, passed on as it is; nothing if it does not say which access code it is about.
    init?(recorded object: ArraySlice<UInt8>) {
        guard
            let members = JSONScanner.members(of: object),
            let innoId = members.last(where: { $0.name == "innoId" }).flatMap({ JSONScanner.wholeNumber($0.value) })
        else { return nil }
        self.innoId = innoId
        self.members = members.map { Member(name: $0.name, json: String(decoding: $0.value, as: UTF8.self)) }
    }

    /// A row of the list of access codes.
    init(innoId: Int, accessCode: String, description: String) {
        func quoted(_ text: String) -> String {
            var writer = JSONWriter()
            writer.string(text)
            return writer.text
        }
        self.innoId = innoId
        members = [
            Member(name: "acId", json: String(innoId)),
            // The vendor's sample has 5 for a telephone number.
            Member(name: "mediatypeId", json: "5"),
            Member(name: "accessCode", json: quoted(accessCode)),
            Member(name: "codeDescription", json: quoted(description)),
        ]
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            for member in members {
                writer.member(member.name) { $0.raw(member.json) }
            }
        }
    }
}
