import Alerting
import FoundationEssentials
import JSON
import Model

/// The body of a POST of alerts: Alertmanager's form.
struct PostedAlerts {
    /// The most bytes of a body.
    static let mostBytes = 8 << 20
    /// The most alerts of a body.
    static let mostAlerts = 10_000

    /// The alerts, in their order.
    let alerts: [PostedAlert]

    /// Reads a body; what it says that nobody knows is passed over, as Alertmanager does.
    init(_ bytes: some Sequence<UInt8>) throws(RequestMistake) {
        guard !JSONDepth.isExceeded(by: bytes) else {
            throw RequestMistake(message: "the body is nested deeper than \(JSONDepth.most) levels")
        }
        if let mistake = JSONSyntax.mistake(in: bytes) {
            throw RequestMistake(message: "the body is no JSON: \(mistake)")
        }
        let bodies: [Body]
        do {
            bodies = try JSONDecoder().decode([Body]?.self, from: Data(bytes)) ?? []
        } catch let error as DecodingError {
            throw RequestMistake(error, what: "list of alerts")
        } catch {
            throw RequestMistake(message: "the body is no list of alerts: \(error)")
        }
        guard bodies.count <= Self.mostAlerts else {
            throw RequestMistake(message: "a body may have \(Self.mostAlerts) alerts at most")
        }
        var alerts: [PostedAlert] = []
        for (index, body) in bodies.enumerated() { alerts.append(try Self.alert(body, at: index)) }
        self.alerts = alerts
    }

    private struct Body: Decodable {
        var labels: [String: String]
        var annotations: [String: String]?
        var startsAt: String?
        var endsAt: String?
        var generatorURL: String?
    }

    private static func alert(_ body: Body, at index: Int) throws(RequestMistake) -> PostedAlert {
        PostedAlert(
            labels: Labels(body.labels),
            annotations: Labels(body.annotations ?? [:]),
            startsAt: try time(body.startsAt, "[\(index)].startsAt"),
            endsAt: try time(body.endsAt, "[\(index)].endsAt"),
            generatorURL: body.generatorURL.flatMap { $0.isEmpty ? nil : $0 }
        )
    }

    /// A time; nil for none, which programs in Go write as the beginning of year 1.
    private static func time(_ text: String?, _ place: String) throws(RequestMistake) -> Timestamp? {
        guard let text, !text.isEmpty else { return nil }
        guard let time = Timestamp(rfc3339: text) else {
            throw RequestMistake(message: "`\(place)` is no time of RFC 3339, such as `2026-01-05T09:00:00Z`")
        }
        return time == Timestamp(rfc3339: "0001-01-01T00:00:00Z") ? nil : time
    }
}
