/// Who made the document, and who supplied and wrote what it lists (Core/Agent).
struct SPDX3Agents {
    /// Who has to do with a package.
    struct Roles {
        let supplier: Party?
        let originator: Party?
    }

    /// The agents, each once.
    let all: [SPDX3Named]
    /// By the name of the package in SPDX 2.
    let roles: [String: Roles]

    init(_ bill: SoftwareBill, _ names: SPDX3Names) {
        let image = Roles(supplier: bill.image.supplier, originator: nil)
        var roles = [SPDXIdentifier.image: image]
        roles[SPDXIdentifier.distribution] = bill.image.distribution.map {
            Roles(supplier: Party(of: $0), originator: nil)
        }
        for layer in bill.layers { roles[SPDXIdentifier.of(layer)] = image }
        for package in bill.packages {
            let own = Roles(supplier: package.supplier, originator: package.originator)
            roles[SPDXIdentifier.of(package)] = own
            // A source package is said to be of those who made its first binary package.
            if let source = package.source, roles[SPDXIdentifier.of(source)] == nil {
                roles[SPDXIdentifier.of(source)] = own
            }
        }
        self.roles = roles
        let parties = Set(roles.values.flatMap { [$0.supplier, $0.originator].compactMap(\.self) })
        let author = SPDX3Named("SoftwareAgent", SPDX3Agents.author(names), BillCreation.toolName)
        all = [author] + parties.map { SPDX3Agents.agent($0, names) }.sorted { $0.spdxId < $1.spdxId }
    }

    /// The name of the program as the author of the document.
    static func author(_ names: SPDX3Names) -> String { names.of("Agent") }

    /// The name of an agent.
    static func name(of party: Party, _ names: SPDX3Names) -> String {
        names.of(
            "Agent", party.kind == .person ? "Person" : "Organization", party.name, party.email ?? "", party.url ?? "")
    }

    private static func agent(_ party: Party, _ names: SPDX3Names) -> SPDX3Named {
        let kind = party.kind == .person ? "Person" : "Organization"
        var agent = SPDX3Named(kind, name(of: party, names), party.name)
        agent.externalIdentifier = party.email.map { [SPDX3Identifier("email", $0)] }
        agent.externalRef = party.url.map { [SPDX3Reference(externalRefType: "altWebPage", locator: [$0])] }
        return agent
    }
}
