import ImageLedger
public import ImagePackages
import ImageReading

/// Somebody who supplies or wrote something.
public struct Party: Sendable, Hashable {
    /// What somebody is.
    public enum Kind: Sendable, Hashable {
        /// One human being.
        case person
        /// A company, project or team.
        case organization
    }

    /// What it is, as far as the name tells.
    public let kind: Kind
    /// The name on one line, without parentheses.
    public let name: String
    /// The address of email; nil where none is known or what stands there is none.
    public let email: String?
    /// A page; nil where none is known.
    public let url: String?

    private static let nameLimit = 256

    init(kind: Kind, name: String, email: String? = nil, url: String? = nil) {
        self.kind = kind
        self.name = name
        self.email = email
        self.url = url
    }

    /// Reads the first of `Name <mail>, Name <mail>`, a name alone or an address alone; nil where there is none.
    ///
    /// Who has a word such as Team, Maintainers or Project in the name is taken for an organization.
    public init?(_ text: String) {
        let text = text.unicodeScalars.count > 4 * Party.nameLimit ? String(text.prefix(4 * Party.nameLimit)) : text
        var name = text[...]
        var email: String?
        if let open = text.firstIndex(of: "<") {
            name = text[..<open]
            let rest = text[text.index(after: open)...]
            email = Party.address(rest.prefix { $0 != ">" })
        } else if let address = Party.address(text[...]) {
            email = address
            name = ""
        } else if let comma = text.firstIndex(of: ",") {
            name = text[..<comma]
        }
        let cleaned = Party.cleaned(name)
        guard let shown = cleaned.isEmpty ? email : cleaned else { return nil }
        self.init(kind: Party.isOrganization(shown) ? .organization : .person, name: shown, email: email)
    }

    /// An organization of a name; nil where nothing is left of it.
    public init?(organization name: String) {
        let cleaned = Party.cleaned(name[...])
        guard !cleaned.isEmpty else { return nil }
        self.init(kind: .organization, name: cleaned)
    }

    /// The organization behind a distribution.
    public init?(of distribution: Distribution) {
        if let (name, url) = Party.distributions[distribution.id] {
            self.init(kind: .organization, name: name, url: url)
        } else {
            self.init(organization: distribution.id)
        }
    }

    private static let distributions = [
        "debian": ("Debian", "https://www.debian.org/"), "ubuntu": ("Ubuntu", "https://ubuntu.com/"),
        "kali": ("Kali Linux", "https://www.kali.org/"), "raspbian": ("Raspbian", "https://www.raspbian.org/"),
    ]

    /// Where pip installs from unless it is told otherwise; said about distributions that name no author.
    static let pythonIndex = Party(
        kind: .organization, name: "Python Package Index", url: "https://pypi.org/")

    /// One line of visible characters; parentheses would end a name in SPDX.
    private static func cleaned(_ text: Substring) -> String {
        let scalars = text.unicodeScalars.map { scalar in
            DisplayText.isUnsafe(scalar) || "()\"<>".unicodeScalars.contains(scalar) ? " " : scalar
        }
        let line = String(String.UnicodeScalarView(scalars))
        return String(line.split(separator: " ").joined(separator: " ").prefix(nameLimit))
    }

    private static func address(_ text: Substring) -> String? {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), text.utf8.count <= nameLimit,
            text.utf8.allSatisfy({ $0.isLetterOrDigit || "@.-_+%".utf8.contains($0) }),
            parts[1].split(separator: ".", omittingEmptySubsequences: false).allSatisfy({ !$0.isEmpty })
        else { return nil }
        return String(text)
    }

    private static func isOrganization(_ name: String) -> Bool {
        name.asciiLowercased.split { !$0.isLetter }.contains { organizationWords.contains($0) }
    }

    private static let organizationWords: Set<Substring> = [
        "team", "maintainers", "maintainer", "developers", "group", "project", "foundation", "inc", "ltd", "llc",
        "gmbh", "authors", "contributors", "community", "packagers", "packaging", "debian", "ubuntu", "authority",
        "corporation", "company", "organization", "organisation", "force", "committee", "university", "labs",
    ]
}
