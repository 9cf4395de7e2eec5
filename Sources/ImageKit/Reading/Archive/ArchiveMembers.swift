/// The members of an image archive by their normalized names.
struct ArchiveMembers<Contents: Sendable>: Sendable {
    private enum Member: Sendable {
        case file(Contents)
        case link(target: String)
        case other
    }

    /// How many links lead from one member to another.
    let linkLimit: Int
    private var members: [String: Member] = [:]
    private var repeated: Set<String> = []
    private(set) var names: [String] = []

    init(linkLimit: Int) { self.linkLimit = linkLimit }

    /// The number of members.
    var count: Int { members.count }

    mutating func append(_ entry: TarEntry, contents: @autoclosure () -> Contents) {
        let name = entry.path.string
        switch entry.kind {
        case .file: set(.file(contents()), for: name)
        case .hardLink: set(BytePath(entry.linkTarget).map { .link(target: $0.string) } ?? .other, for: name)
        case .symbolicLink:
            let isAbsolute = entry.linkTarget.first == UInt8(ascii: "/")
            let target = isAbsolute ? nil : BytePath(entry.path.parent.appending(entry.linkTarget).bytes)
            set(target.map { .link(target: $0.string) } ?? .other, for: name)
        case .directory: break
        default: set(.other, for: name)
        }
    }

    private mutating func set(_ member: Member, for name: String) {
        if members.updateValue(member, forKey: name) != nil {
            repeated.insert(name)
        } else {
            names.append(name)
        }
    }

    /// The name and contents of a member with links followed inside the archive; nil where there is none.
    ///
    /// - Throws: ``ImageError`` where the name stands twice, or a link leads in circles or out of the archive.
    func resolve(_ file: String) throws -> (name: String, contents: Contents)? {
        guard var name = BytePath(Array(file.utf8))?.string, !name.isEmpty else { return nil }
        for _ in 0...max(0, linkLimit) {
            guard let member = members[name] else { return nil }
            guard !repeated.contains(name) else {
                throw ImageError(
                    .malformedTar, "the archive has two members of this name, and readers disagree on which counts",
                    path: name)
            }
            switch member {
            case .file(let contents): return (name, contents)
            case .link(let target): name = target
            case .other: throw ImageError(.malformedTar, "the member is not a regular file", path: name)
            }
        }
        throw ImageError(
            .malformedTar,
            "the links of the archive's members lead in circles, or through more than \(linkLimit), "
                + "the limit symbolic-links", path: file)
    }
}
