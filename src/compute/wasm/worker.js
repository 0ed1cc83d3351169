// One thread of the CPU engine: it takes jobs, one after another, from the ring in shared memory until it is told to stop. It is run
// from its text, so that it needs neither a file nor a permission. What the ring holds: threads.ts beside this.
const [PUT, TAKEN, STOP, DONE] = [0, 1, 2, 3];

self.onmessage = ({ data: { module, memory, ring: ringAt, nJobs, jobBytes, scratch } }) => {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const ring = new Int32Array(memory.buffer, ringAt, 4);

  /** The number of a job that no other thread takes; null where there is none. */
  function take() {
    // In this order: jobs taken meanwhile are then no jobs that are yet to be put there.
    const taken = Atomics.load(ring, TAKEN);
    const put = Atomics.load(ring, PUT);
    if (taken === put) Atomics.wait(ring, PUT, put);
    else if (Atomics.compareExchange(ring, TAKEN, taken, taken + 1 | 0) === taken) return taken;
    return null;
  }

  /** Tells what a job came to: its number, or why this thread ends. */
  function run(job) {
    try {
      exports.runJob(ringAt + (1 + (job & (nJobs - 1))) * jobBytes, scratch);
      self.postMessage(job);
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

  // A thread learns that the memory has grown where it goes round a loop of JavaScript: between taking a job and running it.
  let job = null;
  while (Atomics.load(ring, STOP) === 0) {
    if (job !== null && !run(job)) break;
    job = take();
  }
  self.close();
};
