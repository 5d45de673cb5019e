package import Mustache

extension GroupNotification {
    /// What templates of notifications may name: Alertmanager's document of version `4`, and what is easier to read.
    package static let schema: MustacheSchema = .object(
        [
            "version": .text, "groupKey": .text, "truncatedAlerts": .number, "status": .text, "receiver": .text,
            "groupLabels": .table(.text), "commonLabels": .table(.text), "commonAnnotations": .table(.text),
            "externalURL": .text, "notification_reason": .text, "routeLabels": .table(.text),
            "alerts": .list(of: NotifiedAlert.schema),
            // What the document has not.
            "title": .text, "isFiring": .flag, "isResolved": .flag,
            "firing": .list(of: NotifiedAlert.schema), "resolved": .list(of: NotifiedAlert.schema),
            "firingCount": .number, "resolvedCount": .number, "summary": .text,
            // Of incidents, and empty in what tells of a group.
            "incident": .text, "person": .text, "ackURL": .text, "snoozeURL": .text,
            "incidents": .list(of: IncidentPage.schema),
        ]
    )
}

extension IncidentPage {
    /// What templates may name of an incident.
    fileprivate static let schema = MustacheSchema.object(
        [
            "id": .text, "summary": .text, "step": .number, "isResolved": .flag, "isFirst": .flag, "isLast": .flag,
        ]
    )
}

extension NotifiedAlert {
    /// What templates may name of an alert.
    fileprivate static let schema = MustacheSchema.object(
        [
            "status": .text, "labels": .table(.text), "annotations": .table(.text), "startsAt": .text,
            "endsAt": .text, "generatorURL": .text, "fingerprint": .text, "values": .table(.number), "reason": .text,
            "flapping": .flag,
            // What the document has not.
            "headline": .text, "severity": .text, "isFiring": .flag, "isResolved": .flag, "since": .text,
            "ended": .text, "lasted": .text, "labelList": .list(of: pair), "annotationList": .list(of: pair),
            "valueList": .list(of: pair), "isFirst": .flag, "isLast": .flag,
        ]
    )

    private static let pair = MustacheSchema.object(
        ["name": .text, "value": .text, "isFirst": .flag, "isLast": .flag]
    )
}
