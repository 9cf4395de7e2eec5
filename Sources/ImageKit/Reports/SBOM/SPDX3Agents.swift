/// Who made the document, and who supplied and wrote what it lists (Core/Agent).
struct SPDX3Agents {
    /// The agents, each once.
    let all: [SPDX3Named]

    init(_ bill: SoftwareBill, _ names: SPDX3Names) {
        var parties = Set([bill.image.supplier, bill.image.distribution.flatMap { Party(of: $0) }])
        for package in bill.packages { parties.formUnion([package.supplier, package.originator]) }
        let author = SPDX3Named("SoftwareAgent", SPDX3Agents.author(names), BillCreation.toolName)
        let others = parties.compactMap(\.self).map { SPDX3Agents.agent($0, names) }
        all = [author] + others.sorted { $0.spdxId < $1.spdxId }
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
