// One thread of the CPU engine: it takes jobs, one after another, from the ring in shared memory until it is told to stop. It is run
// from its text, so that it needs no file of its own; what it reads it may read as the program may. What the ring holds: threads.ts.
const [PUT, TAKEN, STOP, DONE, PAGES] = [0, 1, 2, 3, 4];
const PAGE_BYTES = 65536;

self.onmessage = ({ data }) => {
  const { module, memory, ring: ringAt, nJobs, jobBytes, scratch, room, words } = data;
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const ring = new Int32Array(memory.buffer, ringAt, 5);
  /** The file that is open, by where its path lies: a matrix lies in one. */
  let open = { at: 0, file: null };

  /** The number of a job that no other thread takes; null where there is none. */
  function take() {
    // In this order: jobs taken meanwhile are then no jobs that are yet to be put there.
    const taken = Atomics.load(ring, TAKEN);
    const put = Atomics.load(ring, PUT);
    if (taken === put) {
      closeFile(); // others may need what a process may have open
      Atomics.wait(ring, PUT, put);
    } else if (Atomics.compareExchange(ring, TAKEN, taken, taken + 1 | 0) === taken) return taken;
    return null;
  }

  function closeFile() {
    open.file?.close();
    open = { at: 0, file: null };
  }

  function openFile(at, length) {
    if (open.at === at) return open.file;
    closeFile();
    const path = new TextDecoder().decode(new Uint8Array(memory.buffer, at, length).slice());
    open = { at, file: Deno.openSync(path) };
    return open.file;
  }

  /** Does a job whose rows this thread reads itself, as many at a time as there is room for; why it could not read some, or null. */
  function runRows(at, job) {
    const [ownTile] = new Uint32Array(memory.buffer, room, 1);
    const [nRows, firstRow] = [job[words.N_ROWS], job[words.FIRST_ROW]];
    const [roomRows, rowBytes] = [job[words.ROOM_ROWS], job[words.ROW_BYTES]];
    let file = null;
    for (let row = 0; row < nRows; row += roomRows) {
      if (Atomics.load(ring, STOP) !== 0) return "it was told to stop";
      const tileRows = Math.min(roomRows, nRows - row);
      try {
        file ??= openedAt(job);
        const tile = new Uint8Array(memory.buffer, ownTile, tileRows * rowBytes);
        for (let n = 0; n < tile.length;) {
          const nRead = file.readSync(tile.subarray(n));
          if (nRead === null) return `the file ends after ${n} of ${tile.length} bytes`;
          n += nRead;
        }
      } catch (error) {
        return error.message;
      }
      job[words.TILE] = ownTile;
      job[words.N_ROWS] = tileRows;
      job[words.FIRST_ROW] = firstRow + row;
      exports.runJob(at, scratch);
    }
    return null;
  }

  /** The file of a job, at its first byte. */
  function openedAt(job) {
    const file = openFile(job[words.PATH] >>> 0, job[words.PATH_LENGTH]);
    file.seekSync(new Float64Array(job.slice(words.FIRST_BYTE).buffer)[0], Deno.SeekMode.Start);
    return file;
  }

  /** Tells what a job came to: its number, that its rows could not be read, or why this thread ends. */
  function run(job) {
    try {
      // That the memory has grown is told late at times, as to a thread that is just starting: it learns of it by growing it by nothing.
      if (memory.buffer.byteLength < Atomics.load(ring, PAGES) * PAGE_BYTES) memory.grow(0);
      const at = ringAt + (1 + (job & (nJobs - 1))) * jobBytes;
      let unread = null;
      const itsWords = new Int32Array(memory.buffer, at, jobBytes / 4);
      if (itsWords[words.ROOM_ROWS] > 0) unread = runRows(at, itsWords);
      else exports.runJob(at, scratch);
      self.postMessage(unread === null ? job : { job, unread });
      return true;
    } catch (error) {
      self.postMessage(error.message);
      Atomics.store(ring, STOP, 1);
      return false;
    } finally {
      // Of a job that failed too, so that who is about to wait for another number finds that it is another.
      Atomics.add(ring, DONE, 1);
      Atomics.notify(ring, DONE);
    }
  }

  let job = null;
  while (Atomics.load(ring, STOP) === 0) {
    if (job !== null && !run(job)) break;
    job = take();
  }
  self.close();
};
