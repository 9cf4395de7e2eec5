import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The image says which ports its containers listen on.
struct PortsRule: Rule {
    static let documentation = RuleDocumentation(
        id: "ports",
        title: "Exposed ports",
        reason: "EXPOSE tells whoever runs the image which ports to publish, and firewalls which to expect.",
        method:
            "The ExposedPorts field of the configuration; a port without a protocol is a TCP port. Ranges are taken apart.",
        limits: "EXPOSE is a remark: a program can listen elsewhere, and nothing is published by it.",
        remedy: "EXPOSE 8080",
        parameters: [
            .init("port", "number or list", "Ports that must be exposed, for example 8080 or 53/udp."),
            .init("only", "true or false", "Whether no other port may be; without it false."),
        ],
        example: "port: [8080, 53/udp]\nonly: true",
        references: ["CIS Docker Benchmark 5.9 (what an image can say of it)"])

    private let ports: [Set<String>]
    private let isOnly: Bool

    init(_ parameters: RuleParameters) throws {
        ports = try parameters.list("port", "a port such as 8080 or 53/udp", PortsRule.ports) ?? []
        isOnly = try parameters.flag("only") ?? false
        if ports.isEmpty, !isOnly { throw parameters.error("the rule needs port, or only: true for no port at all") }
    }

    /// `8080`, `8080/tcp` or `8000-8003/udp`, one by one; nil for what is none.
    private static func ports(_ text: String) -> Set<String>? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let range = (parts.first ?? "").split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0) }
        let protocolName = parts.count > 1 ? parts[1].lowercased() : "tcp"
        guard parts.count <= 2, ["tcp", "udp", "sctp"].contains(protocolName), (1...2).contains(range.count),
            let first = range.first ?? nil, let last = range.last ?? nil, first <= last
        else { return nil }
        return Set((first...last).map { "\($0)/\(protocolName)" })
    }

    func judge(_ input: RuleInput) -> Judgement {
        let written = input.execution.exposedPorts ?? []
        // What is no port is shown as it stands.
        let found = written.reduce(into: Set<String>()) { $0.formUnion(PortsRule.ports($1) ?? [$1]) }
        let wanted = ports.reduce(into: Set<String>()) { $0.formUnion($1) }
        let field = Evidence.field("ExposedPorts", written.isEmpty ? nil : written.joined(separator: ", "))
        let missing = wanted.subtracting(found).sorted()
        let others = isOnly ? found.subtracting(wanted).sorted() : []
        guard missing.isEmpty, others.isEmpty else {
            let words = [
                missing.isEmpty ? nil : "not exposed: \(missing.joined(separator: ", "))",
                others.isEmpty ? nil : "exposed too: \(others.joined(separator: ", "))",
            ]
            return .fail(words.compactMap(\.self).joined(separator: "; "), [field])
        }
        return .pass(found.isEmpty ? "no port is exposed" : "exposed: \(written.joined(separator: ", "))", [field])
    }
}
