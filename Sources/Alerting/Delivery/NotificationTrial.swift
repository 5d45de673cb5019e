import Model
package import Mustache

/// A group of a kind that there is, as templates see it: what they make of it is looked at before any alert fires.
package struct NotificationTrial: Sendable {
    /// What it tells of, in words.
    package let name: String
    /// The values.
    package let document: MustacheValue
}

extension GroupNotification {
    /// One group of each kind that makes a difference to templates.
    ///
    /// They have what the schema has, texts among it with quotes and line ends as people write them; the last lacks what
    /// an alert may lack.
    package static let trials = [
        NotificationTrial("alerts that fire and others that have ended", firing: 2, resolved: 2),
        NotificationTrial("one alert that fires", firing: 1, resolved: 0),
        NotificationTrial("one alert that has ended", firing: 0, resolved: 1),
        NotificationTrial("alerts without `severity` and `values`", firing: 2, resolved: 0, isBare: true),
    ]
}

extension NotificationTrial {
    private static let text = MustacheValue.text("callers of \"Sales\"\nwait \\ nobody answers")
    private static let time = MustacheValue.text("2014-10-07T07:45:00Z")

    fileprivate init(_ name: String, firing: Int, resolved: Int, isBare: Bool = false) {
        self.name = name
        func alerts(_ firing: Int, _ resolved: Int) -> MustacheValue {
            let states = Array(repeating: true, count: firing) + Array(repeating: false, count: resolved)
            return .list(
                states.enumerated().map { index, isFiring in
                    Self.alert(isFiring, isFirst: index == 0, isLast: index == states.count - 1, isBare: isBare)
                }
            )
        }
        let labels = Self.table(isBare ? [] : ["vdn", "team"])
        var members: [String: MustacheValue] =
            [
                "version": .text("4"), "groupKey": Self.text, "truncatedAlerts": .number(isBare ? 3 : 0),
                "status": .text(firing > 0 ? "firing" : "resolved"), "receiver": .text("ops"), "groupLabels": labels,
                "commonLabels": labels, "commonAnnotations": Self.table(isBare ? [] : ["summary"]),
                "externalURL": .text("https://callwatch.example.com"),
                "notification_reason": .text("first notification"), "routeLabels": labels,
                "alerts": alerts(firing, resolved), "title": Self.text, "isFiring": .flag(firing > 0),
                "isResolved": .flag(firing == 0), "firing": alerts(firing, 0), "resolved": alerts(0, resolved),
                "firingCount": .number(Double(firing)), "resolvedCount": .number(Double(resolved)),
                "summary": Self.text,
            ]
        // Some are messages about incidents, in which links are absent once all is over.
        if resolved > 0 { members.merge(Self.incidents(isOpen: firing > 0)) { own, _ in own } }
        document = .object(members)
    }

    private static func incidents(isOpen: Bool) -> [String: MustacheValue] {
        let ids = isOpen ? ["INC-7", "INC-8"] : ["INC-7"]
        var members: [String: MustacheValue] = [
            "incident": .text(ids.joined(separator: ", ")), "person": .text("ana"),
            "incidents": .list(
                ids.enumerated().map { index, id in
                    .object(
                        [
                            "id": .text(id), "summary": text, "step": .number(1), "isResolved": .flag(!isOpen),
                            "isFirst": .flag(index == 0), "isLast": .flag(index == ids.count - 1),
                        ]
                    )
                }
            ),
        ]
        if isOpen {
            let link = MustacheValue.text("https://callwatch.example.com/incident/INC-7,INC-8/ack?for=ana&until=1")
            members["ackURL"] = link
            members["snoozeURL"] = link
        }
        return members
    }

    private static func alert(_ isFiring: Bool, isFirst: Bool, isLast: Bool, isBare: Bool) -> MustacheValue {
        var members: [String: MustacheValue] = [
            "status": .text(isFiring ? "firing" : "resolved"), "labels": table(isBare ? [] : ["vdn", "team"]),
            "annotations": table(isBare ? [] : ["summary"]), "startsAt": time, "endsAt": time,
            "generatorURL": .text("https://callwatch.example.com/?alert=1"),
            "fingerprint": .text("0123456789abcdef"), "headline": text, "isFiring": .flag(isFiring),
            "isResolved": .flag(!isFiring), "since": time, "isFirst": .flag(isFirst), "isLast": .flag(isLast),
            "labelList": pairs(["team", "vdn"]), "annotationList": pairs(isBare ? [] : ["summary"]),
            "valueList": pairs(isBare ? [] : Metric.allCases.map(\.rawValue)),
        ]
        if !isBare {
            let values = Metric.allCases.map { ($0.rawValue, MustacheValue.number(2.5)) }
            members["values"] = .object(Dictionary(values) { first, _ in first })
            members["severity"] = .text("critical")
            members["flapping"] = .flag(true)
        }
        if !isFiring {
            members["ended"] = time
            members["lasted"] = .text("8m 45s")
            members["reason"] = .text("condition")
        }
        return .object(members)
    }

    private static func table(_ names: [String]) -> MustacheValue {
        .object(Dictionary(names.map { ($0, text) }) { first, _ in first })
    }

    private static func pairs(_ names: [String]) -> MustacheValue {
        .list(
            names.enumerated().map { index, name in
                .object(
                    [
                        "name": .text(name), "value": text, "isFirst": .flag(index == 0),
                        "isLast": .flag(index == names.count - 1),
                    ]
                )
            }
        )
    }
}
