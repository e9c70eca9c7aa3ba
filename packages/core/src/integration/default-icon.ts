/** The add-in's icon where none was given: a plain camera, PNG, 80 x 80, in base64. */
export const defaultIcon = [
  'iVBORw0KGgoAAAANSUhEUgAAAFAAAABQAgMAAADzfxo+AAAACVBMVEUAAAArV5f///9EEvDhAAAAAXRSTlMAQObYZgAAAJZJ',
  'REFUeNrllc0NgCAMRuuBEdjHEThYDozAPizBlIrRqPAOXDQxfCfykjahP19FRIze5GSX1YeWwiatNNfBZwJbwxKvjSBlSWpa',
  '6BjaFi6vQAWNBPOhtL0TQE8wEIwAfQYYCEaCGWAgGAnmn8DY/U0sCJcOi4ztwMZxi3EYrrEZdY8+M6t+/0T7RaNmS0fzxzOB',
  'BwVOzwpI+GaDwY0e7gAAAABJRU5ErkJggg==',
].join('');
