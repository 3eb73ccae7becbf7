// What a TV says to people.

export const tvWords = {
  name: 'Asset QC on this TV',
  typeCode: 'Open a Cast request on the laptop, choose “TV” and type this code.',
  casting: 'Waiting for the laptop.',
  ready: 'Connected. The laptop chooses what is shown.',
  noServer: 'Looking for the server.',
  gesture: 'Press OK on the remote to hear sound.',
  browser: 'TV browser',
  ended: {
    operator: 'The review on this TV was ended on the laptop.',
    other_tv: 'The review goes on on another TV.',
    task: 'The task is not under review any more.',
    sign_in: 'The sign-in that this TV belonged to has ended.',
  },
} as const;
