import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The image says how its health is checked.
struct HealthcheckRule: Rule {
    static let documentation = RuleDocumentation(
        id: "healthcheck",
        title: "A health check is set",
        reason: "Without a health check an engine takes a container that hangs for one that works.",
        method: """
            The Healthcheck field of the configuration: present, not NONE, and equal to each parameter that is given. A \
            duration that the image does not set has Docker's default: interval 30 s, timeout 30 s, start period 0 s, 3 retries.
            """,
        limits: """
            Whether the command works is not tried. Kubernetes ignores the field; buildah drops the \
            instruction from images in the OCI format; the history still tells of it, which fails with that remark: no engine \
            would run the check.
            """,
        remedy: """
            HEALTHCHECK --interval=30s --timeout=10s CMD and a program that the image has and that fails when the service does, \
            for example curl --fail http://localhost:8080/health; slim images have no curl. A program that is no service needs none.
            """,
        parameters: [
            .init("interval", "duration", "The time between two checks, for example 30s or 1m30s."),
            .init("timeout", "duration", "The time a check may take."),
            .init("start-period", "duration", "The time in which failures do not count."),
            .init("retries", "number", "How many failures make a container unhealthy."),
            .init("command", "glob", "What the command looks like, its arguments joined by spaces."),
        ],
        example: "interval: 30s\ntimeout: 10s\nstart-period: 5s\nretries: 3\ncommand: \"*curl*\"",
        references: ["CIS Docker Benchmark 4.6", "Dockle CIS-DI-0006"])

    private let interval: GoDuration?
    private let timeout: GoDuration?
    private let startPeriod: GoDuration?
    private let retries: Int?
    private let command: String?

    init(_ parameters: RuleParameters) throws {
        interval = try parameters.read("interval", GoDuration.form, GoDuration.init)
        timeout = try parameters.read("timeout", GoDuration.form, GoDuration.init)
        startPeriod = try parameters.read("start-period", GoDuration.form, GoDuration.init)
        retries = try parameters.number("retries")
        command = try parameters.text("command")
    }

    func judge(_ input: RuleInput) -> Judgement {
        guard let check = input.execution.healthcheck, let test = check.test, let kind = test.first else {
            let field = Evidence.field("Healthcheck", nil)
            guard let step = input.history.steps.last(where: { $0.instruction.keyword == "HEALTHCHECK" }) else {
                return .fail("no health check is set", [field])
            }
            return .fail(
                "the health check of the Dockerfile was lost: images in the OCI format have no field for it",
                [field, .step(step)])
        }
        guard kind != "NONE" else {
            return .fail("the health check is turned off", [.field("Healthcheck.Test", "NONE")])
        }
        let text = test.dropFirst().joined(separator: " ")
        guard ["CMD", "CMD-SHELL"].contains(kind), text.contains(where: { !$0.isWhitespace }) else {
            return .fail(
                "no health check that an engine runs: its test is NONE, or CMD or CMD-SHELL and a command",
                [.field("Healthcheck.Test", test.joined(separator: " "))])
        }
        // What is 0 or missing is Docker's default.
        let facts: [(name: String, found: GoDuration, asked: GoDuration?)] = [
            ("interval", GoDuration(nanoseconds: check.interval, default: 30), interval),
            ("timeout", GoDuration(nanoseconds: check.timeout, default: 30), timeout),
            ("start period", GoDuration(nanoseconds: check.startPeriod, default: 0), startPeriod),
        ]
        let found = check.retries.flatMap { $0 == 0 ? nil : $0 } ?? 3
        let evidence = [
            Evidence.field("Healthcheck.Test", test.joined(separator: " ")),
            .field(
                "Healthcheck", facts.map { "\($0.name) \($0.found)" }.joined(separator: ", ") + ", retries \(found)"),
        ]
        var wrong = facts.filter { $0.asked != nil && $0.asked != $0.found }.map { fact in
            "\(fact.name) is \(fact.found), not \(fact.asked.map(\.description) ?? "")"
        }
        if let retries, retries != found { wrong.append("retries is \(found), not \(retries)") }
        if let command, !GlobPattern(command).matches(text) { wrong.append("the command is not like \(command)") }
        return wrong.isEmpty
            ? .pass("checked by \(text)", evidence) : .fail(wrong.joined(separator: "; "), evidence)
    }
}
