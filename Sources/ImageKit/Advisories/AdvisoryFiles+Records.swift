import ImageLedger
import ImagePackages
import ImageReading

extension AdvisoryFiles {
    mutating func add(_ bytes: ArraySlice<UInt8>, of place: String, to data: inout AdvisoryData) {
        add([UnreadRecord(file: place, bytes: bytes)], to: &data)
    }

    /// Reads records on all cores, and takes what they say in their order.
    mutating func add(_ records: [UnreadRecord], to data: inout AdvisoryData) {
        let wanted = wanted
        let read = Parallel.map(records) { $0.read(wanted: wanted) }
        for (record, result) in zip(records, read) { take(result, of: record.place, to: &data) }
    }

    private mutating func take(_ record: UnreadRecord.Result, of place: String, to data: inout AdvisoryData) {
        let facts = record.facts
        if case .failure(let error) = record.advisory, error.code == .limitExceeded {
            return skip(error.reason, place, of: facts.names)
        }
        data.records += 1
        for ecosystem in facts.ecosystems {
            let place = OSVRecord.ecosystem(ecosystem)
            covered.insert(place.name)
            recordCounts[place.key, default: 0] += 1
        }
        if let day = facts.modified?.prefix(10), day > data.date ?? "" { data.date = String(day) }
        switch record.advisory {
        case nil: break
        case .failure(let error): skip(error.reason, place, of: facts.names)
        case .success(let reading):
            guard let first = reading.advisories.first else { return }
            let id = first.record ?? first.id
            if reading.unmatched > 0 {
                unmatchedRanges += reading.unmatched
                log.append(.unmatchedRanges) {
                    Diagnostic(
                        .unmatchedRanges, "\(id): \(reading.unmatched) ranges of commits can't be matched offline",
                        path: place)
                }
            }
            for vector in reading.badVectors {
                log.append(.skippedAdvisory) {
                    Diagnostic(.skippedAdvisory, "\(id): the vector \(vector) is not one of CVSS", path: place)
                }
            }
            // Of two states of one record the later one counts.
            if let known = recordDates[id], known >= first.modified ?? "" { return }
            recordDates[id] = first.modified ?? ""
            for advisory in reading.advisories { keep(advisory) }
        }
    }

    mutating func keep(_ advisory: Advisory) {
        var advisory = advisory
        advisory.vectors = advisory.vectors.map { texts.insert($0).memberAfterInsert }
        for place in advisory.affected.indices {
            guard let urgency = advisory.affected[place].urgency else { continue }
            advisory.affected[place].urgency = texts.insert(urgency).memberAfterInsert
        }
        records.append(advisory)
        guard advisory.record == nil, !advisory.vectors.isEmpty else { return }
        for id in advisory.identifiers {
            // The first list is the record's own, and not a copy.
            if vectorsByID[id] == nil {
                vectorsByID[id] = advisory.vectors
            } else {
                vectorsByID[id]?.append(contentsOf: advisory.vectors)
            }
        }
    }

    /// Leaves out a record that can't be read, and remembers what it may have been about.
    mutating func skip(_ reason: String, _ place: String, of names: [String]) {
        log.append(.skippedAdvisory) { Diagnostic(.skippedAdvisory, "an advisory is left out: \(reason)", path: place) }
        let known = Set(names + names.map { PythonName.normalized($0) })
        for name in names.isEmpty ? [""] : known { damaged[name, default: 0] += 1 }
    }

    /// Leaves out a file of a zip that is not read: one that may hold records may be about any package.
    mutating func skipMember(_ name: String, of path: String) {
        let reason = "of a zip only files of JSON are read, one record or a list in each; unpack it and name the folder"
        let name = name.lowercased()
        if name.contains(".json") || name.contains(".ndjson") || name.hasSuffix(".zip") {
            return skip(reason, "\(path), \(name)", of: [])
        }
        log.append(.skippedAdvisory) { Diagnostic(.skippedAdvisory, reason, path: "\(path), \(name)") }
    }

    /// A list without entries is there, and no data.
    mutating func sayIfEmpty(_ count: Int, _ path: String) {
        guard count == 0 else { return }
        log.append(.skippedAdvisory) {
            Diagnostic(.skippedAdvisory, "the list is empty and counts as no data", path: path)
        }
    }

    /// Reads a file of a zip: one record, or a list of them.
    mutating func readMember(
        _ bytes: ArraySlice<UInt8>, of place: String, batch: inout RecordBatch, to data: inout AdvisoryData
    ) {
        if bytes.first(where: { !$0.isJSONSpace }) == UInt8(ascii: "["),
            (try? addElements(of: Array(bytes), in: place, batch: &batch, to: &data)) != nil
        {
            return
        }
        // To read a damaged list as one record tells what is wrong.
        batch.append(UnreadRecord(file: place, bytes: bytes))
        if batch.isFull { add(batch.take(), to: &data) }
    }

    private mutating func addElements(
        of bytes: [UInt8], in place: String, batch: inout RecordBatch, to data: inout AdvisoryData
    ) throws {
        var elements = try JSONElements(bytes)
        var count = 0
        while let element = try elements.next() {
            count += 1
            batch.append(UnreadRecord(file: place, number: count, bytes: bytes[element]))
            if batch.isFull { add(batch.take(), to: &data) }
        }
    }

    /// Reads a list of records of OSV.
    mutating func readList(_ bytes: [UInt8], _ path: String) throws {
        var data = AdvisoryData(kind: OSVRecord.kind, file: path)
        var batch = RecordBatch()
        try addElements(of: bytes, in: path, batch: &batch, to: &data)
        add(batch.take(), to: &data)
        provenance.append(data)
    }

    mutating func readTracker(_ bytes: [UInt8], _ path: String) throws {
        var data = AdvisoryData(kind: DebianTracker.kind, file: path)
        for member in try JSONMembers(bytes) {
            data.records += 1
            let name = member.key
            if data.records == 1 || wanted?.contains(name) != false {
                do {
                    let found = try DebianTracker.read(name, bytes[member.value], name: "\(path), \(name)")
                    for release in found.releases { recordCounts["Debian:\(release)", default: 0] += 1 }
                    for id in found.damaged { skip("its entry can't be read", "\(path), \(name), \(id)", of: [name]) }
                    if wanted?.contains(name) != false { records += found.advisories }
                } catch let error as ImageError {
                    skip(error.reason, "\(path), \(name)", of: [name])
                }
            } else {
                for release in DebianTracker.releases(in: bytes[member.value]) {
                    recordCounts["Debian:\(release)", default: 0] += 1
                }
            }
        }
        covered.insert("Debian")
        data.date = AdvisoryFiles.day(inNameOf: path)
        provenance.append(data)
    }

    /// The day in a file's name, such as `tracker.2026-11-20.json`, for data without a day of its own; nil where the name has no day.
    private static func day(inNameOf path: String) -> String? {
        var rest = (path.split(separator: "/").last ?? "")[...]
        while rest.count >= 10 {
            if let day = CalendarDate(String(rest.prefix(10))) { return day.description }
            rest = rest.dropFirst()
        }
        return nil
    }
}
