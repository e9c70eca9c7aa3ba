export const march = 'startDateTime=2030-03-01T00:00:00Z&endDateTime=2030-04-01T00:00:00Z';
export const series = {
  schedule: {
    start: '2030-03-04T09:00:00Z',
    end: '2030-03-04T10:00:00Z',
    timeZone: 'W. Europe Standard Time',
    recurrence: { pattern: { type: 'weekly', days: ['Monday'] }, range: { type: 'numbered', count: 4 } },
  },
};
