import ImagePackages
import ImageReading
import ImageWriting

/// A bill as GitHub's dependency submission takes it: `POST /repos/{owner}/{repo}/dependency-graph/snapshots`.
struct DependencySnapshot: Encodable {
    private let version = 0
    private let job: Job
    private let sha: String
    private let ref: String
    private let detector = Detector()
    private let metadata: [String: String]
    private let scanned: String
    private let manifests: [String: Manifest]

    private struct Job: Encodable {
        let id: String
        let correlator: String
        let page: String?

        enum CodingKeys: String, CodingKey {
            case id, correlator
            case page = "html_url"
        }
    }

    private struct Detector: Encodable {
        let name = BillCreation.toolName
        let version = ImageKitVersion.number
        // A member that must be there; there is no page of the project yet.
        let url = "https://imagescan.invalid/"
    }

    private struct Manifest: Encodable {
        let name: String
        let metadata: [String: String]
        let resolved: [String: Dependency]
    }

    /// What is installed, once a package URL: an image may have one in several environments.
    private struct Dependency: Encodable {
        let purl: String
        var isDirect = false
        let scope = "runtime"
        var needs: Set<String> = []

        enum CodingKeys: String, CodingKey {
            case purl = "package_url"
            case isDirect = "relationship"
            case scope
            case needs = "dependencies"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(purl, forKey: .purl)
            try container.encode(isDirect ? "direct" : "indirect", forKey: .isDirect)
            try container.encode(scope, forKey: .scope)
            try container.encode(needs.sorted(), forKey: .needs)
        }

        init(purl: String) { self.purl = purl }
    }

    init(_ creation: BillCreation, job: SnapshotJob) {
        let bill = creation.bill
        self.job = Job(id: job.id, correlator: job.correlator, page: job.page)
        sha = job.sha
        ref = job.ref
        scanned = creation.created
        metadata = ["verified": String(bill.isVerified)]
        var resolved: [String: Dependency] = [:]
        let purls = bill.packages.map { $0.purl?.description }
        for purl in purls.compactMap(\.self) { resolved[purl] = Dependency(purl: purl) }
        for root in creation.roots {
            if let purl = purls[root] { resolved[purl]?.isDirect = true }
        }
        for edge in bill.edges ?? [] where edge.kind.isHard {
            if let from = purls[edge.from], let to = purls[edge.to], from != to { resolved[from]?.needs.insert(to) }
        }
        // At most eight members; values are scalars.
        var facts = ["digest": bill.image.digest.description, "purl": bill.image.purl.description]
        facts["platform"] = bill.image.platform?.description
        facts["distribution"] = bill.image.distribution?.prettyName
        let name = creation.name
        manifests = [name: Manifest(name: name, metadata: facts, resolved: resolved)]
    }

    func text() throws -> String { try JSONText.document(self) }
}
