import Alerting
import HTTPTypes
import Hummingbird
import HummingbirdCore
import JSON
import NIOCore

/// The routes of Alertmanager's API version 2.
extension APIResponder {
    /// What lists, makes and changes silences.
    func silences(_ request: Request) async -> Response {
        guard request.method == .post else {
            return await Self.answer(to: request) { query throws(RequestMistake) in
                let selection = try SilenceSelection(query)
                return { SilenceDocument.text(of: await operations.silences(), selection) }
            }
        }
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: PostedSilence.mostBytes)
        } catch is NIOTooManyBytesError {
            return Self.problem(.contentTooLarge, "a silence may have \(PostedSilence.mostBytes) bytes at most")
        } catch {
            return Self.problem(.badRequest, "the body cannot be read: \(error)")
        }
        let posted: PostedSilence
        do {
            posted = try PostedSilence(body.readableBytesView)
        } catch {
            return Self.problem(.badRequest, error.message)
        }
        guard !posted.isDryRun else {
            switch await operations.preview(posted.draft) {
            case .success(let preview): return Self.document(SilenceDocument.text(of: preview))
            case .failure(let refusal): return Self.problem(refusal)
            }
        }
        switch await operations.silence(posted.draft) {
        case .done(let silence): return Self.document(SilenceDocument.text(ofMade: silence))
        case .refused(let refusal): return Self.problem(refusal)
        case .failed(let reason): return Self.problem(.internalServerError, "not silenced: \(reason)")
        }
    }

    /// What shows or ends one silence.
    func silence(_ id: String, _ request: Request) async -> Response {
        guard request.method == .delete else {
            guard let status = await operations.silence(id) else { return Self.problem(.unknownSilence(id)) }
            return Self.document(SilenceDocument.text(of: status))
        }
        switch await operations.expireSilence(id) {
        case .done: return Response(status: .ok)
        case .refused(let refusal): return Self.problem(refusal)
        case .failed(let reason): return Self.problem(.internalServerError, "not ended: \(reason)")
        }
    }

    /// The alerts that fire.
    func alerts(_ request: Request, port: Int) async -> Response {
        await Self.answer(to: request) { query throws(RequestMistake) in
            let selection = try AlertSelection(query)
            // None is ever unprocessed: what keeps an alert from being told is known with the alert.
            _ = try query.flag("unprocessed")
            return { document(port).text(of: await operations.alerts(), selection) }
        }
    }

    /// The groups in which alerts fire.
    func alertGroups(_ request: Request, port: Int) async -> Response {
        await Self.answer(to: request) { query throws(RequestMistake) in
            let selection = try AlertSelection(query)
            return { document(port).text(of: await operations.alertGroups(), selection) }
        }
    }

    /// What runs, and by which configuration.
    func status() async -> Response {
        Self.document(StatusDocument.text(of: await operations.status()))
    }

    /// The names of the receivers.
    func receivers() async -> Response {
        Self.document(StatusDocument.text(ofReceivers: await operations.status().receivers))
    }

    private func document(_ port: Int) -> AlertDocument {
        let own = "\(options.tls == nil ? "http" : "https")://\(options.host):\(port)"
        return AlertDocument(externalURL: options.externalURL ?? own)
    }

    /// The document that `read` makes of a query, or what is wrong with the query.
    private static func answer(
        to request: Request,
        _ read: (AlertmanagerQuery) throws(RequestMistake) -> () async -> String
    ) async -> Response {
        do {
            return document(await (try read(AlertmanagerQuery(request.uri)))())
        } catch {
            return problem(.badRequest, error.message)
        }
    }

    // MARK: Forms

    private static func document(_ json: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: json))
        )
    }

    private static func problem(_ refusal: SilenceRefusal) -> Response {
        if case .unknownSilence = refusal { return problem(.notFound, refusal.text) }
        return problem(.badRequest, refusal.text)
    }

    /// An error as Alertmanager's clients read it: a bare JSON text.
    static func problem(
        _ status: HTTPResponse.Status,
        _ reason: String,
        _ headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        headers[.cacheControl] = "no-store"
        var writer = JSONWriter()
        writer.string(reason)
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: writer.text))
        )
    }
}

extension SilenceSelection {
    /// The silences that a query wants.
    fileprivate init(_ query: AlertmanagerQuery) throws(RequestMistake) {
        filters = try query.filters()
        for state in Silence.State.allCases {
            if !(try query.flag(state.rawValue)) { states.remove(state) }
        }
        createdBy = query.text("createdBy")
        endsAfter = try query.time("endsAfter")
        endsBefore = try query.time("endsBefore")
    }
}

extension AlertSelection {
    /// The alerts that a query wants.
    fileprivate init(_ query: AlertmanagerQuery) throws(RequestMistake) {
        self.init(
            filters: try query.filters(),
            receiver: try query.receiver(),
            active: try query.flag("active"),
            silenced: try query.flag("silenced"),
            inhibited: try query.flag("inhibited"),
            muted: try query.flag("muted")
        )
    }
}
