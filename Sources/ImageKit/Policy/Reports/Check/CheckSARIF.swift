import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// What a check found, as SARIF 2.1.0 (OASIS), which code scanning services read.
///
/// A result of kind `open` stands for no data; what exceptions allow is a suppressed result. A file of the image is an artifact below `ROOTFS`; everything else is a place in
/// the archive.
struct CheckSARIF: Encodable {
    let version = "2.1.0"
    let schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
    let runs: [Run]

    enum CodingKeys: String, CodingKey {
        case version
        case schema = "$schema"
        case runs
    }

    struct Run: Encodable {
        let tool: Tool
        let originalUriBaseIds: [String: Base]
        let results: [Outcome]
        let properties: Properties
    }

    struct Tool: Encodable { let driver: Driver }

    struct Driver: Encodable {
        let name = "imagescan"
        let version = ImageKitVersion.number
        let rules: [Rule]
    }

    struct Rule: Encodable {
        let id: String
        let name: String
        let shortDescription: Message
        let fullDescription: Message
        let help: Message
        let defaultConfiguration: Configuration
        let properties: RuleProperties
    }

    struct Configuration: Encodable { let level: String }
    struct RuleProperties: Encodable { let tags: [String] }
    struct Base: Encodable { let description: Message }

    struct Outcome: Encodable {
        let ruleId: String
        let ruleIndex: Int
        let kind: String
        let level: String
        let message: Message
        let locations: [Location]
        let partialFingerprints: [String: String]
        let suppressions: [Suppression]?
        let properties: ResultProperties
    }

    /// Why a result does not count: a policy's exception (SARIF 3.35).
    struct Suppression: Encodable {
        let kind = "external"
        let status = "accepted"
        let justification: String
        let properties: SuppressionProperties

        enum CodingKeys: CodingKey { case kind, status, justification, properties }
    }

    struct SuppressionProperties: Encodable { let expires: String? }

    struct ResultProperties: Encodable {
        let status: Finding.Status
        let title: String
        let notes: [String]
        let excepted: [CheckDocument.ExceptedFacts]
    }

    struct Properties: Encodable {
        let image: String
        let digest: String
        let verified: Bool
        let policies: [String]
    }

    struct Message: Encodable {
        let text: String

        init(_ text: String) { self.text = Message.escaped(text) }

        init(paragraphs: [String]) { text = paragraphs.map(Message.escaped).joined(separator: "\n\n") }

        /// Plain text: braces would be placeholders and brackets links (SARIF 3.11.5 and 3.11.6).
        private static func escaped(_ text: String) -> String {
            var result = ""
            for scalar in DisplayText.escaped(text).unicodeScalars {
                switch scalar {
                case "{", "}": result += "\(scalar)\(scalar)"
                case "[", "]", "\\": result += "\\\(scalar)"
                default: result.unicodeScalars.append(scalar)
                }
            }
            return result
        }
    }

    struct Location: Encodable {
        let physicalLocation: PhysicalLocation
        let logicalLocations: [LogicalLocation]?
        let message: Message
    }

    struct PhysicalLocation: Encodable { let artifactLocation: ArtifactLocation }

    struct ArtifactLocation: Encodable {
        let uri: String
        let uriBaseId: String?
    }

    struct LogicalLocation: Encodable {
        let fullyQualifiedName: String
        let kind: String
    }
}

extension CheckSARIF {
    /// How many places of one result are listed; services refuse more.
    private static let locationLimit = 1000

    init(_ check: PolicyCheck) {
        let archive = check.input.analysis.image.archive
        var rules: [Rule] = []
        var places: [String: Int] = [:]
        var results: [Outcome] = []
        for finding in check.findings {
            let place = places[finding.id] ?? rules.count
            if place == rules.count {
                places[finding.id] = place
                rules.append(Rule(finding))
            }
            results.append(Outcome(finding, ruleIndex: place, archive: archive))
            if finding.status != .excepted, !finding.excepted.isEmpty {
                results.append(Outcome(excepted: finding, ruleIndex: place, archive: archive))
            }
        }
        let base = Base(description: Message("The root of the image's squashed tree, or of a layer."))
        runs = [
            Run(
                tool: Tool(driver: Driver(rules: rules)), originalUriBaseIds: ["ROOTFS": base], results: results,
                properties: Properties(
                    image: Words.name(check.input.analysis),
                    digest: check.input.analysis.image.digest.description, verified: check.input.analysis.isVerified,
                    policies: check.policies))
        ]
    }

    /// A path as a relative reference (RFC 3986).
    fileprivate static func reference(_ path: String) -> String {
        let hexadecimal = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in path.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "/"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension CheckSARIF.Rule {
    init(_ finding: Finding) {
        let documentation = RuleCatalog.rule(named: finding.rule)?.documentation
        id = finding.id
        name = finding.rule
        shortDescription = CheckSARIF.Message(documentation?.title ?? finding.title)
        fullDescription = CheckSARIF.Message(documentation?.reason ?? finding.title)
        help = CheckSARIF.Message(
            paragraphs: [documentation?.method, documentation?.limits, documentation?.remedy].compactMap(\.self))
        defaultConfiguration = CheckSARIF.Configuration(
            level: finding.statusWithoutExceptions == .warn ? "warning" : "error")
        properties = CheckSARIF.RuleProperties(
            tags: ["container"] + (finding.level.map { [$0] } ?? []) + (documentation?.references ?? []))
    }
}

extension CheckSARIF.Outcome {
    init(_ finding: Finding, ruleIndex: Int, archive: String) {
        self.init(
            finding, ruleIndex: ruleIndex, status: finding.status, message: finding.message,
            places: finding.evidence.isEmpty ? [Evidence(.image, archive)] : finding.evidence,
            fingerprint: "\(finding.id):\(finding.title)", archive: archive)
    }

    /// What exceptions took out of a finding that stays without it.
    fileprivate init(excepted finding: Finding, ruleIndex: Int, archive: String) {
        self.init(
            finding, ruleIndex: ruleIndex, status: .excepted,
            message: "\(finding.excepted.count) excepted",
            places: finding.excepted.map(\.evidence), fingerprint: "\(finding.id):\(finding.title):excepted",
            archive: archive)
    }

    private init(
        _ finding: Finding, ruleIndex: Int, status: Finding.Status, message: String, places: [Evidence],
        fingerprint: String, archive: String
    ) {
        ruleId = finding.id
        self.ruleIndex = ruleIndex
        switch status == .excepted ? finding.statusWithoutExceptions : status {
        case .pass: (kind, level) = ("pass", "none")
        case .fail: (kind, level) = ("fail", "error")
        case .warn, .excepted: (kind, level) = ("fail", "warning")
        case .noData: (kind, level) = ("open", "none")
        }
        self.message = CheckSARIF.Message("\(finding.title): \(message)")
        locations = places.prefix(CheckSARIF.locationLimit).map { CheckSARIF.Location($0, archive: archive) }
        partialFingerprints = ["imagescan/v1": fingerprint]
        suppressions = status == .excepted ? CheckSARIF.Suppression.all(of: finding.excepted) : nil
        properties = CheckSARIF.ResultProperties(
            status: status, title: finding.title, notes: finding.notes,
            excepted: finding.excepted.map(CheckDocument.ExceptedFacts.init))
    }
}

extension CheckSARIF.Suppression {
    /// One for each reason and day.
    fileprivate static func all(of excepted: [Finding.Excepted]) -> [CheckSARIF.Suppression] {
        struct Reason: Hashable {
            let text: String
            let expires: CalendarDate?
        }
        return excepted.map { Reason(text: $0.reason, expires: $0.expires) }.uniqued.map { reason in
            CheckSARIF.Suppression(
                justification: DisplayText.escaped(reason.text),
                properties: CheckSARIF.SuppressionProperties(expires: reason.expires?.description))
        }
    }
}

extension CheckSARIF.Location {
    init(_ evidence: Evidence, archive: String) {
        let path = evidence.kind == .file ? evidence.subject.drop { $0 == "/" } : ""
        physicalLocation = CheckSARIF.PhysicalLocation(
            artifactLocation: path.isEmpty
                ? CheckSARIF.ArtifactLocation(uri: CheckSARIF.reference(archive), uriBaseId: nil)
                : CheckSARIF.ArtifactLocation(uri: CheckSARIF.reference(String(path)), uriBaseId: "ROOTFS"))
        logicalLocations = [
            CheckSARIF.LogicalLocation(
                fullyQualifiedName: (evidence.layer.map { "layer \($0)/" } ?? "") + evidence.subject,
                kind: evidence.kind.rawValue)
        ]
        message = CheckSARIF.Message(evidence.subject + (evidence.detail.map { ": \($0)" } ?? ""))
    }
}
