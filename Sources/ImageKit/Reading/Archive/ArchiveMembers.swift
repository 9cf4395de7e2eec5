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
    /// The members that have a name that another one has had, by that name.
    private var repeated: [String: [Member]] = [:]
    private(set) var names: [String] = []

    init(linkLimit: Int) { self.linkLimit = linkLimit }

    /// The number of members.
    var count: Int { members.count }

    /// Refuses a member that no image archive has, or one too many.
    func admit(_ entry: TarEntry, limits: Limits) throws {
        guard members.count < limits.entries else {
            throw limits.exceeded(.entries, "the archive has more than \(limits.entries) members")
        }
        guard !entry.isSparse else {
            throw ImageError(.malformedTar, "a member of an image archive can't be sparse", path: entry.path.string)
        }
    }

    /// An error met while members were read; in a root file system, which may hold anything, it is that one.
    func explained(_ error: ImageError) -> ImageError {
        let isOfContents = error.code == .limitExceeded || error.code == .malformedTar
        return isOfContents && UnknownArchive.isRootFileSystem(names) ? UnknownArchive.error(names) : error
    }

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
        if members[name] == nil {
            members[name] = member
            names.append(name)
        } else {
            repeated[name, default: []].append(member)
        }
    }

    /// Forgets members that are the same as the one that had the name before; nothing about them can be read in two ways.
    mutating func joinRepeated(areEqual: (Contents, Contents) throws -> Bool) rethrows {
        for (name, others) in repeated {
            guard let first = members[name] else { continue }
            let areSame = try others.allSatisfy { other in
                switch (first, other) {
                case (.file(let left), .file(let right)): try areEqual(left, right)
                case (.link(let left), .link(let right)): left == right
                default: false
                }
            }
            if areSame { repeated[name] = nil }
        }
    }

    /// Folders of blobs that are links inside the archive.
    var diagnostics: [Diagnostic] {
        ["blobs", "blobs/sha256"].compactMap { folder in
            guard case .link(let target)? = members[folder] else { return nil }
            return Diagnostic(.linkedBlobs, "the folder is a link to \(target): the blobs lie elsewhere", path: folder)
        }
    }

    /// Where a name leads whose folder is a link inside the archive; nil where none is.
    private func behindFolderLink(_ name: String) -> String? {
        var end = name.lastIndex(of: "/")
        while let cut = end {
            if case .link(let target)? = members[String(name[..<cut])] { return target + name[cut...] }
            end = name[..<cut].lastIndex(of: "/")
        }
        return nil
    }

    /// The name and contents of a member with links followed inside the archive; nil where there is none.
    ///
    /// - Throws: ``ImageError`` where the name stands twice with different contents, or a link leads in circles or out of the archive.
    func resolve(_ file: String) throws -> (name: String, contents: Contents)? {
        guard var name = BytePath(Array(file.utf8))?.string, !name.isEmpty else { return nil }
        for _ in 0...max(0, linkLimit) {
            guard let member = members[name] else {
                guard let place = behindFolderLink(name) else { return nil }
                name = place
                continue
            }
            guard repeated[name] == nil else {
                throw ImageError(
                    .malformedTar,
                    "the archive has two different members of this name, and readers disagree on which counts",
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
