import Alerting
import Model
import PeerPrograms

// Chats that answer with a code, two of which are signed.
extension ServiceCase {
    static let dingTalk = ServiceCase(
        name: "DingTalk",
        kind: { port in
            .dingTalk(
                SignedChatSettings(
                    endpoint: endpoint(port, "/robot/send?access_token=dingtalkdingtalk"),
                    secret: Secret("this is secret")
                )
            )
        },
        check: { document in
            document.require(document.request.body.count <= 20_000, "larger than 20,000 bytes")
            document.require(document.query["access_token"] == "dingtalkdingtalk", "no token")
            document.require(document.query["timestamp"] == "1412668163500", "no time in milliseconds")
            // Made with Python's hmac from the documentation's example.
            document.require(
                document.query["sign"] == "N9KvfV++wfWOBONhHXa7BqkZMvox+lHkgS7WProtOYE=",
                "the sign is \(document.query["sign"] ?? "missing")"
            )
            document.allow(["markdown", "msgtype"], in: document.root, of: "a message")
            document.require(document.root["msgtype"] as? String == "markdown", "no Markdown")
            let markdown = document.object("markdown", in: document.root)
            document.text("title", in: markdown)
            document.text("text", in: markdown)
        },
        taken: Answer(body: #"{"errcode":0,"errmsg":"ok"}"#),
        refused: Answer(status: "400 Bad Request"),
        limited: (Answer(body: #"{"errcode":130101,"errmsg":"send too fast"}"#), 600_000),
        errorsInside: [
            (Answer(body: #"{"errcode":310000,"errmsg":"sign not match"}"#), true),
            (Answer(body: #"{"errcode":-1,"errmsg":"system busy"}"#), false),
        ],
        secret: "this is secret"
    )

    static let feishu = ServiceCase(
        name: "Feishu",
        kind: { port in
            .feishu(
                SignedChatSettings(
                    endpoint: endpoint(port, "/open-apis/bot/v2/hook/feishufeishu"),
                    secret: Secret("demo")
                )
            )
        },
        check: { document in
            document.require(document.request.body.count <= 20_000, "larger than 20 kB")
            document.allow(["card", "msg_type", "sign", "timestamp"], in: document.root, of: "a message")
            document.require(document.root["timestamp"] as? String == "1412668163", "no time in seconds")
            // Made with `openssl dgst -sha256 -mac HMAC`.
            document.require(
                document.root["sign"] as? String == "0eBBJUWAoLJkH6m1KjnM12j+LrObT7xT/ZW4a9rBq+A=",
                "the sign is \(document.root["sign"] ?? "missing")"
            )
            document.require(document.root["msg_type"] as? String == "interactive", "no card")
            let card = document.object("card", in: document.root)
            let header = document.object("header", in: card)
            let template = document.text("template", in: header)
            document.require(["blue", "green", "orange", "red"].contains(template), "no colour: \(template)")
            document.text("content", in: document.object("title", in: header))
            let elements = document.objects("elements", in: card)
            document.require(elements.map { $0["tag"] as? String } == ["div", "action"], "other elements")
        },
        taken: Answer(body: #"{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}"#),
        refused: Answer(status: "404 Not Found"),
        limited: (Answer(status: "400 Bad Request", body: #"{"code":9499,"msg":"too many request","data":{}}"#), nil),
        errorsInside: [
            (Answer(body: #"{"code":19021,"msg":"sign match fail or timestamp is not within one hour"}"#), true),
            (Answer(body: #"{"code":11232,"msg":"frequency limited"}"#), false), (Answer(body: "[]"), false),
        ],
        secret: "feishufeishu"
    )

    static let weCom = ServiceCase(
        name: "WeCom",
        kind: { .weCom(ChatWebhookSettings(endpoint: endpoint($0, "/cgi-bin/webhook/send?key=wecomwecom"))) },
        check: { document in
            document.allow(["markdown", "msgtype"], in: document.root, of: "a message")
            let content = document.text("content", in: document.object("markdown", in: document.root))
            document.require(content.utf8.count <= 4096, "longer than 4,096 bytes")
        },
        taken: Answer(body: #"{"errcode":0,"errmsg":"ok"}"#),
        refused: Answer(status: "404 Not Found"),
        limited: (Answer(body: #"{"errcode":45009,"errmsg":"api freq out of limit"}"#), 60_000),
        errorsInside: [(Answer(body: #"{"errcode":93000,"errmsg":"invalid webhook url"}"#), true)],
        secret: "wecomwecom"
    )
}
