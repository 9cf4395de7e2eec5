import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// What a check found, as JSON.
struct CheckDocument: Encodable {
    static let schemaVersion = "1.1"

    let schemaVersion = CheckDocument.schemaVersion
    let verified: Bool
    let image: ImageFacts
    let before: ImageFacts?
    let base: ImageFacts?
    let date: String
    let policies: [String]
    /// Which advisories were asked, of which date.
    let advisories: [String]?
    let counts: Counts
    let findings: [FindingFacts]
    let diagnostics: [Diagnostic]

    struct Counts: Encodable {
        let pass: Int
        let fail: Int
        let warn: Int
        let excepted: Int
        let noData: Int

        init(_ check: PolicyCheck) {
            pass = check.count(.pass)
            fail = check.count(.fail)
            warn = check.count(.warn)
            excepted = check.count(.excepted)
            noData = check.count(.noData)
        }
    }

    struct FindingFacts: Encodable {
        let id: String
        let rule: String
        let title: String
        let level: String?
        let status: Finding.Status
        let message: String
        let evidence: [EvidenceFacts]
        let excepted: [ExceptedFacts]
        let notes: [String]

        init(_ finding: Finding) {
            id = finding.id
            rule = finding.rule
            title = finding.title
            level = finding.level
            status = finding.status
            message = finding.message
            evidence = finding.evidence.map(EvidenceFacts.init)
            excepted = finding.excepted.map(ExceptedFacts.init)
            notes = finding.notes
        }
    }

    struct EvidenceFacts: Encodable {
        let kind: Evidence.Kind
        let subject: String
        let detail: String?
        let layer: Int?

        init(_ evidence: Evidence) {
            kind = evidence.kind
            subject = evidence.subject
            detail = evidence.detail
            layer = evidence.layer
        }
    }

    struct ExceptedFacts: Encodable {
        let evidence: EvidenceFacts
        let reason: String
        let expires: String?

        init(_ excepted: Finding.Excepted) {
            evidence = EvidenceFacts(excepted.evidence)
            reason = excepted.reason
            expires = excepted.expires?.description
        }
    }

    init(_ check: PolicyCheck) {
        let input = check.input
        verified = input.analysis.isVerified
        image = ImageFacts(input.analysis)
        before = input.before.map(ImageFacts.init)
        base = input.base.map(ImageFacts.init)
        date = input.today.description
        policies = check.policies
        advisories = input.vulnerabilityData.isEmpty ? nil : input.vulnerabilityData
        counts = Counts(check)
        findings = check.findings.map(FindingFacts.init)
        diagnostics = input.analysis.diagnostics
    }
}
