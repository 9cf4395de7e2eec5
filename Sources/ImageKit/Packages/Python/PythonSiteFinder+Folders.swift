import ImageReading

// What a folder is by its name and its neighbors, for folders that only their records give away.
extension PythonSiteFinder {
    /// Whether a folder is named like a wheel, as virtualenv, PDM and pex keep them unpacked:
    /// `pip-23.0-py3-none-any`, `grove-1.0-py3-none-any.whl.cache`.
    func isUnpackedWheel(_ node: FileTree.NodeID) -> Bool {
        [node, tree.parent(of: node)].compactMap(\.self).contains { folder in
            var name = tree.name(of: folder)[...]
            for suffix in [".cache", ".whl"] where Array(name).hasSuffix(suffix) {
                name = name.dropLast(suffix.utf8.count)
            }
            let parts = name.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            guard (5...6).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }), parts[1].first?.isDigit ?? false
            else {
                return false
            }
            let tags = parts.suffix(3).map { Array($0) }
            let isInterpreter = ["py", "cp", "pp", "ip", "jy"].contains { tags[0].starts(with: $0.utf8) }
            return isInterpreter && tags[0].contains(where: \.isDigit)
        }
    }

    /// Whether a folder lies in an application that pex unpacked.
    func isInsidePex(_ node: FileTree.NodeID) -> Bool {
        var next = tree.parent(of: node)
        while let folder = next {
            if tree.child("PEX-INFO".utf8, of: folder) != nil { return true }
            next = tree.parent(of: folder)
        }
        return false
    }

    func isInsideUnpackedWheel(_ node: FileTree.NodeID) -> Bool {
        var next = tree.parent(of: node)
        while let folder = next {
            if isUnpackedWheel(folder) { return true }
            next = tree.parent(of: folder)
        }
        return false
    }

    /// Whether a folder is, or lies in, the `_vendor` or `_vendored` of a module, as pip, setuptools and pex have one.
    func isCarried(_ node: FileTree.NodeID) -> Bool {
        var next: FileTree.NodeID? = node
        while let folder = next {
            let name = tree.name(of: folder)
            if name.elementsEqual("_vendor".utf8) || name.elementsEqual("_vendored".utf8),
                let module = tree.parent(of: folder), tree.child("__init__.py".utf8, of: module) != nil
            {
                return true
            }
            next = tree.parent(of: folder)
        }
        return false
    }

    func isStandardLibrary(_ folder: FileTree.NodeID, _ name: [UInt8]) -> Bool {
        guard PythonSiteLayout.version(name[...])?.contains(".") == true, let parent = tree.parent(of: folder) else {
            return false
        }
        return PythonSiteLayout.libraryFolders.contains(tree.name(of: parent))
    }

    /// Whether a folder is marked as a cache, as pip's and uv's are; a virtual environment may bear the mark too.
    func isCache(_ node: FileTree.NodeID) -> Bool {
        var next: FileTree.NodeID? = node
        while let folder = next {
            if tree.child("CACHEDIR.TAG".utf8, of: folder) != nil, tree.child("pyvenv.cfg".utf8, of: folder) == nil {
                return true
            }
            next = tree.parent(of: folder)
        }
        return false
    }

    func isSourceTree(_ node: FileTree.NodeID) -> Bool {
        [node, tree.parent(of: node)].contains { folder in
            guard let folder else { return false }
            return ["setup.py", "pyproject.toml", "setup.cfg"].contains { tree.child($0.utf8, of: folder) != nil }
        }
    }
}
